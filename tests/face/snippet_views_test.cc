// Pictures of motion against known translations, and where a snippet's views lie in the frame.
#include "emorec/face/snippet_views.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace emorec::testing {
namespace {

/// Smooth noise, another part of it for each shift.
cv::Mat moved(int right, int down) {
  cv::Mat noise(400, 400, CV_8UC3);
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(noise, noise, {0, 0}, 3);
  cv::normalize(noise, noise, 0, 255, cv::NORM_MINMAX);
  return noise(cv::Rect(40 - right, 40 - down, 320, 320)).clone();
}

TEST(MotionPicture, TellsAKnownTranslation) {
  // 16 of 320 pixels are a twentieth of the side: 127·8/20 = 50.8 above the middle.
  const struct {
    int right, down;
    double blue, green;
  } kCases[] = {
      {16, 0, 178.8, 128}, {-16, 0, 77.2, 128}, {0, 16, 128, 178.8}, {8, -8, 153.4, 102.6}};
  for (const auto& expected : kCases) {
    const cv::Mat3b picture = motion_picture(moved(0, 0), moved(expected.right, expected.down));
    const cv::Rect inner(picture.cols / 4, picture.rows / 4, picture.cols / 2, picture.rows / 2);
    const cv::Scalar mean = cv::mean(picture(inner));
    EXPECT_NEAR(mean[0], expected.blue, 4) << expected.right << ", " << expected.down;
    EXPECT_NEAR(mean[1], expected.green, 4) << expected.right << ", " << expected.down;
  }
}

TEST(MotionPicture, OfOneFrameIsAtRest) {
  const cv::Mat frame = moved(0, 0);
  const cv::Scalar mean = cv::mean(motion_picture(frame, frame));
  EXPECT_EQ(mean, cv::Scalar(128, 128, 0));
  const cv::Scalar same = cv::mean(motion_picture(frame, frame.clone()));
  EXPECT_NEAR(cv::norm(same, cv::Scalar(128, 128, 0)), 0, 1.5);
}

TEST(MotionPicture, TellsWhatOnlyChangesItsLight) {
  const cv::Mat dark(64, 64, CV_8UC3, cv::Scalar::all(50));
  const cv::Mat light(64, 64, CV_8UC3, cv::Scalar::all(150));
  EXPECT_NEAR(cv::mean(motion_picture(dark, light))[2], 100, 1);
}

TEST(SnippetViews, CoverTheWholeMiddleFrame) {
  ViewSpec object;
  object.kind = ViewKind::kWholeFrame;
  object.size = 64;
  ViewSpec motion = object;
  motion.kind = ViewKind::kMotion;
  motion.size = 16;
  Snippet snippet;
  snippet.before.image = cv::Mat(90, 160, CV_8UC3, cv::Scalar::all(0));
  snippet.middle.image = cv::Mat(90, 160, CV_8UC3, cv::Scalar(10, 20, 30));
  snippet.after.image = snippet.before.image;
  const Views views = snippet_views({object, motion}, snippet);
  ASSERT_EQ(views.pictures.size(), 2U);
  EXPECT_EQ(views.pictures[0].size(), cv::Size(64, 64));
  EXPECT_EQ(cv::mean(views.pictures[0]), cv::Scalar(10, 20, 30));
  EXPECT_EQ(views.pictures[1].size(), cv::Size(16, 16));
  EXPECT_EQ(cv::mean(views.pictures[1]), cv::Scalar(128, 128, 0));
  for (std::size_t i = 0; i < 2; ++i) {
    const cv::Vec2d corner = views.to_view[i] * cv::Vec3d(159.5, 89.5, 1);
    EXPECT_NEAR(corner[0], views.pictures[i].cols - 0.5, 1e-9);
    EXPECT_NEAR(corner[1], views.pictures[i].rows - 0.5, 1e-9);
  }
}

}  // namespace
}  // namespace emorec::testing
