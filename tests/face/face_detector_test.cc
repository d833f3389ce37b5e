#include "emorec/face/face_detector.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"

#include "face/scenes.h"
#include "face_geometry.h"
#include "support/paths.h"

namespace emorec {
namespace {

std::unique_ptr<FaceDetector> hog() { return FaceDetector::create({}); }

/// One face of this width in the middle of a room.
cv::Mat room_with_face(float width) {
  cv::Mat picture = scenes::background(1);
  scenes::paint(picture, scenes::hopper(), {320, 240}, width);
  return picture;
}

ErrorKind kind_of_error(const DetectorOptions& options) {
  try {
    FaceDetector::create(options);
  } catch (const Error& e) {
    return e.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::kCancelled;
}

TEST(FaceDetector, FindsAFaceWhereItIs) {
  const auto found = hog()->detect(room_with_face(180), DetectorEffort::kReduced);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GT(overlap(found[0].box, {230, 150, 180, 180}), 0.6F);
  EXPECT_GT(found[0].score, 0);
}

TEST(FaceDetector, SortsByScore) {
  cv::Mat picture = room_with_face(180);
  scenes::paint(picture, scenes::collins(), {130, 240}, 150);
  scenes::paint(picture, scenes::collins(), {520, 240}, 150, 10);
  const auto found = hog()->detect(picture, DetectorEffort::kFull);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_GE(found[0].score, found[1].score);
  EXPECT_GE(found[1].score, found[2].score);
}

TEST(FaceDetector, SmallerFacesTakeMoreEffort) {
  const auto detector = hog();
  const auto count = [&](float width, DetectorEffort effort) {
    return detector->detect(room_with_face(width), effort).size();
  };
  EXPECT_EQ(count(90, DetectorEffort::kReduced), 0U);
  EXPECT_EQ(count(90, DetectorEffort::kFull), 1U);
  EXPECT_EQ(count(40, DetectorEffort::kFull), 0U);
  EXPECT_EQ(count(40, DetectorEffort::kUpsampled), 1U);
}

TEST(FaceDetector, LooksThoroughlyOnlyAsFarAsNeeded) {
  const auto detector = hog();
  const auto effort_used = [&](float width) {
    DetectorEffort used{};
    EXPECT_EQ(detect_thoroughly(*detector, room_with_face(width), &used).size(), 1U);
    return used;
  };
  EXPECT_EQ(effort_used(180), DetectorEffort::kReduced);
  EXPECT_EQ(effort_used(90), DetectorEffort::kFull);
  EXPECT_EQ(effort_used(40), DetectorEffort::kUpsampled);
}

TEST(FaceDetector, FindsAFaceThatFillsTheImage) {
  const cv::Rect face(185, 90, 80, 80);
  const cv::Mat filled = scenes::portrait("eileen_collins.png")(face).clone();
  EXPECT_TRUE(hog()->detect(filled, DetectorEffort::kFull).empty());
  DetectorEffort used{};
  const auto found = detect_thoroughly(*hog(), filled, &used);
  EXPECT_EQ(used, DetectorEffort::kFilling);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GT(overlap(found[0].box, {0, 0, 80, 80}), 0.6F);
}

TEST(FaceDetector, FindsATiltedHeadAndTellsWhichWay) {
  for (const double degrees : {-55.0, 55.0}) {
    cv::Mat picture = scenes::background(1);
    scenes::paint(picture, scenes::hopper(), {300, 220}, 200, degrees);
    EXPECT_TRUE(hog()->detect(picture, DetectorEffort::kFull).empty());
    DetectorEffort used{};
    const auto found = detect_thoroughly(*hog(), picture, &used);
    EXPECT_EQ(used, DetectorEffort::kTilted);
    ASSERT_FALSE(found.empty());
    EXPECT_GT(overlap(found[0].box, {200, 120, 200, 200}), 0.6F);
    EXPECT_NEAR(found[0].roll, degrees * CV_PI / 180, 0.5);
  }
}

TEST(FaceDetector, EffortForAFaceFindsIt) {
  EXPECT_EQ(effort_for({720, 576}, 130), DetectorEffort::kReduced);
  EXPECT_EQ(effort_for({720, 576}, 70), DetectorEffort::kFull);
  EXPECT_EQ(effort_for({720, 576}, 40), DetectorEffort::kUpsampled);
}

TEST(FaceDetector, FindsNothingInAnEmptyRoomOrInNoise) {
  EXPECT_TRUE(detect_thoroughly(*hog(), scenes::background(1)).empty());
  cv::Mat noise(240, 320, CV_8UC3);
  cv::RNG(7).fill(noise, cv::RNG::UNIFORM, 0, 256);
  EXPECT_TRUE(detect_thoroughly(*hog(), noise).empty());
}

TEST(FaceDetector, TakesTinyImages) {
  EXPECT_TRUE(detect_thoroughly(*hog(), cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(9))).empty());
  EXPECT_TRUE(detect_thoroughly(*hog(), cv::Mat(5, 300, CV_8UC1, cv::Scalar::all(9))).empty());
}

TEST(FaceDetector, ThresholdRaisesTheBar) {
  EXPECT_TRUE(hog()->detect(room_with_face(180), DetectorEffort::kReduced, 50).empty());
}

/// A face of 180 pixels that something rises in front of, until it is beyond doubt no longer.
cv::Mat half_hidden_face(const cv::Point2f& centre) {
  cv::Mat picture = scenes::background(1);
  scenes::paint(picture, scenes::collins(), centre, 180);
  for (float top = centre.y + 90; !hog()->detect(picture, DetectorEffort::kFull).empty(); --top) {
    const cv::Rect2f hidden(centre.x - 90, top, 180, centre.y + 90 - top);
    cv::rectangle(picture, hidden, cv::Scalar::all(90), cv::FILLED);
  }
  return picture;
}

TEST(FaceDetector, WhatIsDoubtfulCountsIfThereIsNothingElse) {
  cv::Mat picture = half_hidden_face({170, 240});
  const auto alone = detect_thoroughly(*hog(), picture);
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_GT(overlap(alone[0].box, {80, 150, 180, 180}), 0.4F);
  scenes::paint(picture, scenes::hopper(), {480, 240}, 180);
  std::optional<Detection> doubtful;
  const auto beside = hog()->detect(picture, DetectorEffort::kFull, doubtful);
  ASSERT_EQ(beside.size(), 1U);
  EXPECT_GT(overlap(beside[0].box, {390, 150, 180, 180}), 0.4F);
  ASSERT_TRUE(doubtful);
  EXPECT_GT(overlap(doubtful->box, {80, 150, 180, 180}), 0.4F);
  EXPECT_LT(doubtful->score, 0);
}

TEST(MmodDetector, NeedsAModelThatIsThereAndWhole) {
  DetectorOptions options;
  options.kind = DetectorOptions::Kind::kMmod;
  EXPECT_EQ(kind_of_error(options), ErrorKind::kUsage);
  options.mmod_model = "/nonexistent.dat";
  EXPECT_EQ(kind_of_error(options), ErrorKind::kModel);
  options.mmod_model = std::filesystem::path(testing::TempDir()) / "damaged_mmod.dat";
  std::ofstream(options.mmod_model) << "this is no network";
  EXPECT_EQ(kind_of_error(options), ErrorKind::kModel);
  std::filesystem::remove(options.mmod_model);
}

TEST(MmodDetector, FindsAFace) {
  DetectorOptions options;
  options.kind = DetectorOptions::Kind::kMmod;
  options.mmod_model = EMOREC_SOURCE_DIR "/../shared/data/weights/mmod_human_face_detector.dat";
  if (!std::filesystem::exists(options.mmod_model)) {
    GTEST_SKIP() << "needs " << options.mmod_model << ", which is not part of the project";
  }
  const auto detector = FaceDetector::create(options);
  EXPECT_TRUE(detector->uses_colour());
  const cv::Mat small = room_with_face(180)(cv::Rect(180, 90, 280, 300));
  const auto found = detector->detect(small, DetectorEffort::kFull);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GT(overlap(found[0].box, {50, 60, 180, 180}), 0.5F);
}

}  // namespace
}  // namespace emorec
