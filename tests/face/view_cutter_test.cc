#include "emorec/face/view_cutter.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace emorec::testing {
namespace {

constexpr int kWidth = 160;
constexpr int kHeight = 120;
const cv::Rect2f kFace = {40, 30, 32, 48};

/// Blue grows from left to right, green from top to bottom; the face is red besides.
cv::Mat3b scene() {
  cv::Mat3b image(kHeight, kWidth);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      image(y, x) = cv::Vec3b(static_cast<uchar>(x), static_cast<uchar>(2 * y), 0);
    }
  }
  for (int y = 30; y < 78; ++y) {
    for (int x = 40; x < 72; ++x) image(y, x)[2] = 255;
  }
  return image;
}

ViewSpec view_of(ViewKind kind, int size) {
  ViewSpec view;
  view.kind = kind;
  view.size = size;
  return view;
}

Views with_face(const ViewSpec& view) {
  const cv::Mat3b image = scene();
  return ViewCutter({view}).with_faces({image, {}}, {{kFace, {}}}).front();
}

/// Each pixel of the view shows the place of the frame that its affine map takes to it.
void expect_in_place(const cv::Mat3b& picture, const cv::Matx23d& to_view, cv::Point at) {
  const cv::Vec2d place =
      cv::Vec2d(cv::Matx22d(to_view(0, 0), to_view(0, 1), to_view(1, 0), to_view(1, 1)).inv() *
                cv::Vec2d(at.x - to_view(0, 2), at.y - to_view(1, 2)));
  EXPECT_NEAR(picture(at)[0], place[0], 1.01) << at;
  EXPECT_NEAR(picture(at)[1], 2 * place[1], 2.01) << at;
}

TEST(ViewCutter, AFacesBoxFillsTheViewWhateverItsAspect) {
  const Views views = with_face(view_of(ViewKind::kFaceBox, 64));
  const cv::Mat3b picture = views.pictures.at(0);
  ASSERT_EQ(picture.size(), cv::Size(64, 64));
  EXPECT_EQ(cv::sum(picture)[2], 255.0 * 64 * 64);  // nothing but the face
  for (const auto& at : {cv::Point(4, 4), cv::Point(60, 30), cv::Point(20, 59)}) {
    expect_in_place(picture, views.to_view.at(0), at);
  }
}

TEST(ViewCutter, ABoxThatReachesBeyondTheFrameIsCutToIt) {
  const cv::Mat3b image = scene();
  const ViewCutter cutter({view_of(ViewKind::kFaceBox, 20)});
  const Views views = cutter.with_faces({image, {}}, {{{-20, -20, 40, 40}, {}}}).front();
  expect_in_place(views.pictures[0], views.to_view[0], {10, 10});
  EXPECT_NEAR(cv::Mat3b(views.pictures[0])(19, 19)[0], 19, 1);
  const Views outside = cutter.with_faces({image, {}}, {{{500, 500, 40, 40}, {}}}).front();
  EXPECT_EQ(cv::Mat3b(outside.pictures[0])(7, 7), image(kHeight - 1, kWidth - 1));
}

TEST(ViewCutter, TheContextIsTheFrameWithoutTheFace) {
  ViewSpec view = view_of(ViewKind::kContext, 80);
  const cv::Mat3b picture = with_face(view).pictures[0];
  ASSERT_EQ(picture.size(), cv::Size(80, 80));
  EXPECT_EQ(cv::sum(picture)[2], 0);               // all that is red is hidden
  EXPECT_EQ(picture(40, 28), cv::Vec3b(0, 0, 0));  // the middle of the face
  EXPECT_NEAR(picture(70, 70)[0], 141, 1);         // far from it all is seen
  // What is inside the box changes nothing.
  cv::Mat3b other = scene();
  other(cv::Rect(40, 30, 32, 48)) = cv::Vec3b(9, 9, 9);
  const Views again = ViewCutter({view}).with_faces({other, {}}, {{kFace, {}}}).front();
  EXPECT_EQ(cv::norm(picture, again.pictures[0]), 0);
}

TEST(ViewCutter, PeopleShareTheContextInWhichNoneOfThemIs) {
  const cv::Rect2f other(90, 10, 20, 20);
  cv::Mat3b image = scene();
  const ViewCutter cutter({view_of(ViewKind::kFaceBox, 64), view_of(ViewKind::kContext, 80)});
  const auto views = cutter.with_faces({image, {}}, {{kFace, {}}, {other, {}}});
  ASSERT_EQ(views.size(), 2U);
  EXPECT_GT(cv::norm(views[0].pictures[0], views[1].pictures[0]), 0)
      << "each has a face of its own";
  EXPECT_EQ(views[0].pictures[1].data, views[1].pictures[1].data);
  const cv::Mat context = views[0].pictures[1].clone();
  image(cv::Rect(other)) = cv::Vec3b(9, 9, 9);
  image(cv::Rect(kFace)) = cv::Vec3b(9, 9, 9);
  const auto again = cutter.with_faces({image, {}}, {{kFace, {}}, {other, {}}});
  EXPECT_EQ(cv::norm(context, again[0].pictures[1]), 0);
}

// As GLAMOR-Net has it: 128×171, and of that rows 8–119 and columns 29–140.
TEST(ViewCutter, OfAScaledFrameTheMiddleIsTaken) {
  ViewSpec view = view_of(ViewKind::kWholeFrame, 112);
  view.scaled_to = {{128, 171}};
  const Views views = with_face(view);
  const cv::Mat3b picture = views.pictures[0];
  ASSERT_EQ(picture.size(), cv::Size(112, 112));
  EXPECT_NEAR(picture(0, 0)[0], (29 + 0.5) * kWidth / 171 - 0.5, 1);
  EXPECT_NEAR(picture(0, 0)[1], 2 * ((8 + 0.5) * kHeight / 128 - 0.5), 2);
  for (const auto& at : {cv::Point(2, 100), cv::Point(110, 5)}) {
    expect_in_place(picture, views.to_view[0], at);
  }
}

TEST(ViewCutter, WithoutAFaceItIsBlackAndTheContextWhole) {
  ViewSpec face = view_of(ViewKind::kFaceBox, 32);
  ViewSpec context = view_of(ViewKind::kContext, 32);
  EXPECT_TRUE(ViewCutter({face, context}).needs_face());
  face.needs_face = false;
  const ViewCutter cutter({face, context});
  EXPECT_FALSE(cutter.needs_face());
  EXPECT_FALSE(ViewCutter({context}).needs_face());
  const Views views = cutter.without_face({scene(), {}});
  EXPECT_EQ(cv::norm(views.pictures.at(0)), 0);
  EXPECT_GT(cv::sum(views.pictures.at(1))[2], 0);
}

TEST(ViewCutter, AGreyViewIsOfTheGreyPixels) {
  ViewSpec view = view_of(ViewKind::kAlignedFace, 32);
  view.grey = true;
  const cv::Mat1b grey(kHeight, kWidth, uchar{77});
  Landmarks landmarks;
  for (int i = 0; i < kLandmarkCount; ++i) landmarks[i] = {50.0F + i % 8, 40.0F + i / 8.0F};
  const Views views = ViewCutter({view}).with_faces({scene(), grey}, {{kFace, landmarks}}).front();
  ASSERT_EQ(views.pictures.at(0).type(), CV_8UC1);
  EXPECT_EQ(cv::norm(views.pictures[0], cv::Mat1b(32, 32, uchar{77})), 0);
}

TEST(ViewCutter, OfACropTheFaceIsAllThereIs) {
  const Views views =
      ViewCutter({view_of(ViewKind::kAlignedFace, 40), view_of(ViewKind::kContext, 40)})
          .of_crop(scene());
  EXPECT_GT(cv::norm(views.pictures.at(0)), 0);
  EXPECT_EQ(cv::norm(views.pictures.at(1)), 0);
}

}  // namespace
}  // namespace emorec::testing
