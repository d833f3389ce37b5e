#include "emorec/face/chip_aligner.h"

#include <cmath>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "face/scenes.h"

namespace emorec {
namespace {

constexpr int kSize = 112;

/// Landmarks that lie in the image where the template wants them in a chip of `size`, then scaled,
/// turned and shifted. Only the five points that the aligner uses are set.
Landmarks placed(double size, double scale, double degrees, cv::Point2d shift) {
  const ChipTemplate t;
  const auto at = [&](double x, double y) {
    const cv::Point2d p(x * size - 0.5, y * size - 0.5);
    const double c = scale * std::cos(degrees * CV_PI / 180);
    const double s = scale * std::sin(degrees * CV_PI / 180);
    return cv::Point2f(cv::Point2d(c * p.x - s * p.y, s * p.x + c * p.y) + shift);
  };
  Landmarks landmarks{};
  landmarks[36] = at(0.5 - t.outer_eye, t.eye_line);
  landmarks[39] = at(0.5 - t.inner_eye, t.eye_line);
  landmarks[42] = at(0.5 + t.inner_eye, t.eye_line);
  landmarks[45] = at(0.5 + t.outer_eye, t.eye_line);
  for (int i = 31; i <= 35; ++i) landmarks[i] = at(0.5, t.nose_base);
  return landmarks;
}

cv::Mat smooth_picture(int size) {
  cv::Mat picture(size, size, CV_8UC3);
  cv::RNG(3).fill(picture, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(picture, picture, {}, 8);
  cv::normalize(picture, picture, 0, 255, cv::NORM_MINMAX);
  return picture;
}

double mean_difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * a.channels());
}

TEST(ChipAligner, FaceInPlaceIsLeftAlone) {
  const auto transform = ChipAligner(kSize).transform(placed(kSize, 1, 0, {}));
  const cv::Matx23d identity(1, 0, 0, 0, 1, 0);
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(transform.val[i], identity.val[i], 1e-4) << i;
  const cv::Mat picture = smooth_picture(kSize);
  EXPECT_LT(mean_difference(ChipAligner(kSize).cut(picture, placed(kSize, 1, 0, {})), picture),
            0.5);
}

TEST(ChipAligner, TransformWorkedOutByHand) {
  // Eyes' corners and nose twice as large, a quarter turn clockwise: (x, y) → (-2y, 2x). The way
  // back is (u, v) → (v/2, -u/2).
  const auto transform = ChipAligner(kSize).transform(placed(kSize, 2, 90, {}));
  const cv::Matx23d expected(0, 0.5, 0, -0.5, 0, 0);
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(transform.val[i], expected.val[i], 1e-4) << i;
}

TEST(ChipAligner, UndoesRotationScaleAndShift) {
  const cv::Mat picture = smooth_picture(400);
  const Landmarks plain = placed(kSize, 1.3, 0, {120, 130});
  const cv::Mat chip = ChipAligner(kSize).cut(picture, plain);
  const cv::Mat turn = cv::getRotationMatrix2D({200, 200}, 25, 1.2);
  cv::Mat turned;
  cv::warpAffine(picture, turned, turn, {420, 420}, cv::INTER_CUBIC);
  Landmarks moved{};
  cv::transform(plain, moved, turn);
  EXPECT_LT(mean_difference(ChipAligner(kSize).cut(turned, moved), chip), 1.5);
}

TEST(ChipAligner, ChipsOfAllSizesShowTheSame) {
  const cv::Mat picture = smooth_picture(500);
  const Landmarks face = placed(kSize, 3, 10, {80, 40});
  const cv::Mat small = ChipAligner(56).cut(picture, face);
  cv::Mat reduced;
  cv::resize(ChipAligner(224).cut(picture, face), reduced, {56, 56}, 0, 0, cv::INTER_AREA);
  EXPECT_LT(mean_difference(small, reduced), 1.0);
}

TEST(ChipAligner, RepeatsTheBorder) {
  cv::Mat picture(kSize, kSize, CV_8UC3, cv::Scalar(10, 20, 30));
  const cv::Mat chip = ChipAligner(kSize).cut(picture, placed(kSize, 1, 0, {-60, 70}));
  EXPECT_EQ(mean_difference(chip, picture), 0);
}

TEST(ChipAligner, AveragesFineTextureOfLargeFaces) {
  // A checkerboard of single pixels is grey from afar; sampling would give black, white or moiré.
  cv::Mat board(900, 900, CV_8UC1);
  for (int y = 0; y < board.rows; ++y) {
    for (int x = 0; x < board.cols; ++x) {
      board.at<uchar>(y, x) = static_cast<uchar>((x + y) % 2 * 255);
    }
  }
  const cv::Mat chip = ChipAligner(kSize).cut(board, placed(kSize, 6.3, 12, {150, 50}));
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(chip, mean, deviation);
  EXPECT_NEAR(mean[0], 127.5, 3);
  EXPECT_LT(deviation[0], 12);
}

TEST(ChipAligner, KeepsTheNumberOfChannels) {
  EXPECT_EQ(ChipAligner(48).cut(cv::Mat::zeros(90, 90, CV_8UC1), placed(48, 1, 0, {})).type(),
            CV_8UC1);
  EXPECT_EQ(ChipAligner(48).cut(cv::Mat::zeros(90, 90, CV_8UC3), placed(48, 3, 0, {})).type(),
            CV_8UC3);
}

TEST(ChipAligner, SurvivesLandmarksAllInOnePoint) {
  Landmarks landmarks;
  landmarks.fill({50, 50});
  EXPECT_EQ(ChipAligner(kSize).cut(smooth_picture(100), landmarks).size(), cv::Size(kSize, kSize));
}

/// A portrait's points lie where the template says, as nearly as one face resembles the mean face.
TEST(ChipAligner, PutsARealFaceWhereTheTemplateSays) {
  const ChipTemplate t;
  const std::pair<const char*, cv::Rect2f> portraits[] = {
      {"eileen_collins.png", {179, 83, 88, 88}}, {"grace_hopper.jpg", {161, 137, 216, 216}}};
  for (const auto& portrait : portraits) {
    const char* file = portrait.first;
    const Landmarks found = scenes::landmark_model()->fit(scenes::portrait(file), portrait.second);
    const auto transform = ChipAligner(kSize).transform(found);
    const auto expect_at = [&](cv::Point2f point, double x, double y) {
      const cv::Vec2d chip = transform * cv::Vec3d(point.x, point.y, 1);
      EXPECT_NEAR(chip[0] / kSize, x, 0.05) << file;
      EXPECT_NEAR(chip[1] / kSize, y, 0.05) << file;
    };
    expect_at(found[36], 0.5 - t.outer_eye, t.eye_line);
    expect_at(found[39], 0.5 - t.inner_eye, t.eye_line);
    expect_at(found[42], 0.5 + t.inner_eye, t.eye_line);
    expect_at(found[45], 0.5 + t.outer_eye, t.eye_line);
    expect_at(found[33], 0.5, t.nose_base);
  }
}

}  // namespace
}  // namespace emorec
