#include "emorec/face/landmark_model.h"

#include <filesystem>
#include <fstream>

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/opencv/cv_image.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/landmark_fit.h"

#include "face/scenes.h"
#include "face_geometry.h"

namespace emorec {
namespace {

cv::Point2f mean_of(const Landmarks& landmarks, int first, int last) {
  cv::Point2f sum;
  for (int i = first; i <= last; ++i) sum += landmarks[i];
  return sum / (last - first + 1.0F);
}

TEST(LandmarkModel, FindsEyesNoseAndMouthWhereTheyAre) {
  const cv::Mat image = scenes::portrait("eileen_collins.png");
  const Landmarks found = scenes::landmark_model()->fit(image, {179, 83, 88, 88});
  // Read off the picture by eye.
  EXPECT_NEAR(mean_of(found, 36, 41).x, 203, 5);
  EXPECT_NEAR(mean_of(found, 36, 41).y, 101, 5);
  EXPECT_NEAR(mean_of(found, 42, 47).x, 246, 5);
  EXPECT_NEAR(mean_of(found, 42, 47).y, 103, 5);
  const auto nose = found[30];
  EXPECT_GT(nose.x, found[39].x);
  EXPECT_LT(nose.x, found[42].x);
  EXPECT_GT(nose.y, found[39].y);
  EXPECT_LT(nose.y, mean_of(found, 48, 67).y);
  EXPECT_GT(found[8].y, mean_of(found, 48, 67).y) << "the chin is below the mouth";
  EXPECT_TRUE(face_shaped(found));
}

// dlib's own predictor is the second implementation; it rounds its points to whole pixels.
TEST(LandmarkModel, AgreesWithDlib) {
  dlib::shape_predictor reference;
  dlib::deserialize(DLIB_LANDMARKS) >> reference;
  for (const char* portrait : {"eileen_collins.png", "grace_hopper.jpg"}) {
    cv::Mat grey;
    cv::cvtColor(scenes::portrait(portrait), grey, cv::COLOR_BGR2GRAY);
    const auto faces = FaceDetector::create({})->detect(grey, DetectorEffort::kFull);
    ASSERT_FALSE(faces.empty());
    for (const int shift : {-10, -4, 0, 5, 9}) {
      cv::Rect box(faces[0].box);
      box += cv::Point(shift, shift / 2);
      const dlib::rectangle as_dlib(box.x, box.y, box.x + box.width - 1, box.y + box.height - 1);
      const auto expected = reference(dlib::cv_image<unsigned char>(grey), as_dlib);
      const Landmarks found = scenes::landmark_model()->fit(grey, box);
      double mean = 0;
      for (int i = 0; i < kLandmarkCount; ++i) {
        const auto& part = expected.part(i);
        mean += std::hypot(found[i].x - part.x(), found[i].y - part.y()) / kLandmarkCount;
      }
      // Half a pixel is the rounding; now and then a pixel on the edge of a threshold falls the
      // other way.
      EXPECT_LT(mean, 0.5 + 0.01 * box.width) << portrait << " " << shift;
    }
  }
}

TEST(LandmarkModel, WhatIsBuiltInIsWhatTheFileSays) {
  const cv::Mat image = scenes::portrait("eileen_collins.png");
  const auto of_file = LandmarkModel::load(DLIB_LANDMARKS);
  for (const cv::Rect2f& box : {cv::Rect2f(179, 83, 88, 88), cv::Rect2f(160, 70, 120, 120)}) {
    EXPECT_EQ(LandmarkModel::load()->fit(image, box), of_file->fit(image, box));
  }
}

TEST(LandmarkModel, SeesATurnedPictureInATurnedBoxAsItSeesItUpright) {
  const cv::Mat image = scenes::portrait("eileen_collins.png");
  const cv::Rect2f box(179, 83, 88, 88);
  const Landmarks upright = scenes::landmark_model()->fit(image, box);
  cv::Mat turned;
  cv::rotate(image, turned, cv::ROTATE_90_CLOCKWISE);
  const auto height = static_cast<float>(image.rows);
  // Boxes are turned about their top left corner plus half their size: half a pixel beyond the
  // middle of the pixels that they cover.
  const cv::Rect2f where(height - 1 - box.y - box.height, box.x, box.height, box.width);
  const Landmarks found =
      scenes::landmark_model()->fit(turned, where, static_cast<float>(CV_PI / 2));
  for (int i = 0; i < kLandmarkCount; ++i) {
    EXPECT_NEAR(found[i].x, height - 1 - upright[i].y, 0.1) << i;
    EXPECT_NEAR(found[i].y, upright[i].x, 0.1) << i;
  }
}

TEST(LandmarkModel, RefusesAFileThatIsCutShortAnywhere) {
  std::ifstream in(DLIB_LANDMARKS, std::ios::binary);
  std::string start(200000, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  const auto cut = std::filesystem::path(testing::TempDir()) / "cut_landmarks.dat";
  for (const std::size_t length : {1, 2, 3, 700, 1001, 65536, 199999}) {
    std::ofstream(cut, std::ios::binary) << start.substr(0, length);
    EXPECT_THROW(LandmarkModel::load(cut), Error) << length;
  }
  // Bytes that lie about sizes and numbers.
  for (std::size_t place = 0; place < 2000; place += 7) {
    std::string damaged = start.substr(0, 5000);
    damaged[place] = static_cast<char>(0x8F ^ damaged[place]);
    std::ofstream(cut, std::ios::binary) << damaged;
    EXPECT_THROW(LandmarkModel::load(cut), Error) << place;
  }
  std::filesystem::remove(cut);
}

TEST(LandmarkModel, GreyAndColourAgree) {
  const cv::Mat image = scenes::portrait("grace_hopper.jpg");
  cv::Mat grey;
  cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
  const cv::Rect2f box(161, 137, 216, 216);
  EXPECT_EQ(scenes::landmark_model()->fit(image, box), scenes::landmark_model()->fit(grey, box));
}

TEST(LandmarkModel, TellsWhatIsMissingOrDamaged) {
  const auto message_of = [](const std::filesystem::path& path) -> std::string {
    try {
      LandmarkModel::load(path);
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kModel);
      return e.what();
    }
    return "no error";
  };
  EXPECT_NE(message_of("/nonexistent.dat").find("/nonexistent.dat"), std::string::npos);
  const auto damaged = std::filesystem::path(testing::TempDir()) / "damaged_landmarks.dat";
  std::ofstream(damaged) << "this is no shape predictor";
  EXPECT_NE(message_of(damaged).find("damaged_landmarks.dat"), std::string::npos);
  std::filesystem::remove(damaged);
}

TEST(FaceGeometry, OverlapIsIntersectionOverUnion) {
  EXPECT_FLOAT_EQ(overlap({0, 0, 10, 10}, {5, 0, 10, 10}), 50.0F / 150.0F);
  EXPECT_FLOAT_EQ(overlap({0, 0, 10, 10}, {0, 0, 10, 10}), 1.0F);
  EXPECT_FLOAT_EQ(overlap({0, 0, 10, 10}, {20, 0, 10, 10}), 0.0F);
  EXPECT_FLOAT_EQ(overlap({}, {}), 0.0F);
}

TEST(FaceGeometry, RefusesShapesThatFoldedUp) {
  Landmarks landmarks =
      scenes::landmark_model()->fit(scenes::portrait("eileen_collins.png"), {179, 83, 88, 88});
  Landmarks upside_down = landmarks;
  for (auto& point : upside_down) point.y = -point.y;
  EXPECT_FALSE(face_shaped(upside_down));
  landmarks.fill({100, 100});
  EXPECT_FALSE(face_shaped(landmarks));
}

TEST(LandmarkFit, DependsLittleOnTheDetectorsBox) {
  cv::Mat grey;
  cv::cvtColor(scenes::portrait("eileen_collins.png"), grey, cv::COLOR_BGR2GRAY);
  const auto fit = [&](const cv::Rect2f& box) {
    return box_of(fit_detected(*scenes::landmark_model(), grey, {box}));
  };
  const cv::Rect2f expected = fit({179, 83, 88, 88});
  for (const cv::Rect2f& box : {cv::Rect2f(172, 83, 88, 88), cv::Rect2f(182, 90, 88, 88),
                                cv::Rect2f(174, 78, 98, 98), cv::Rect2f(182, 86, 80, 80)}) {
    EXPECT_GT(overlap(fit(box), expected), 0.9F) << box;
  }
}

TEST(LandmarkFit, FollowsATiltedHead) {
  for (const float degrees : {-35.0F, -20.0F, 20.0F, 35.0F}) {
    cv::Mat picture = scenes::background(4);
    scenes::paint(picture, scenes::collins(), {320, 240}, 150, degrees);
    cv::cvtColor(picture, picture, cv::COLOR_BGR2GRAY);
    const auto radians = static_cast<float>(degrees * CV_PI / 180);
    const cv::Rect2f box(245, 165, 150, 150);
    // The tilt is known only roughly, as from the frame before.
    const Landmarks found = fit_tilted(*scenes::landmark_model(), picture, box, 0.8F * radians);
    EXPECT_NEAR(roll_of(found), radians, 0.08) << degrees;
    EXPECT_NEAR(box_of(found).width, 150, 12) << degrees;
    EXPECT_NEAR(centre_of(box_of(found)).x, 320, 10) << degrees;
    EXPECT_NEAR(centre_of(box_of(found)).y, 240, 10) << degrees;
  }
}

}  // namespace
}  // namespace emorec
