#include "appearance.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "emorec/face/chip_aligner.h"

namespace emorec {
namespace {

constexpr int kPatchSize = 16;

cv::Mat unit_norm(cv::Mat row) {
  const double norm = cv::norm(row);
  if (norm > 0) row /= norm;
  return row;
}

/// Face, hair, neck and collar, upright, 24×32: a quarter of a chip around the face and three
/// quarters below it. More would show more of the background, which changes, than of the person.
cv::Mat bust_of(const cv::Mat& bgr, const Landmarks& landmarks) {
  constexpr int kChip = 16;
  constexpr int kMargin = kChip / 4;
  cv::Matx23d to_bust = ChipAligner(kChip).transform(landmarks);
  to_bust(0, 2) += kMargin;
  to_bust(1, 2) += kMargin;
  cv::Mat bust;
  cv::warpAffine(bgr, bust, to_bust, {kChip + 2 * kMargin, 2 * kChip}, cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  return bust;
}

/// 8 hues × 4 saturations × 4 values.
cv::Mat colour_histogram(const cv::Mat& hsv) {
  constexpr std::array<int, 3> kChannels = {0, 1, 2};
  constexpr std::array<int, 3> kBins = {8, 4, 4};
  constexpr std::array<float, 2> kHues = {0, 180};
  constexpr std::array<float, 2> kLevels = {0, 256};
  const std::array<const float*, 3> ranges = {kHues.data(), kLevels.data(), kLevels.data()};
  cv::Mat histogram;
  cv::calcHist(&hsv, 1, kChannels.data(), cv::noArray(), histogram, 3, kBins.data(),
               const_cast<const float**>(ranges.data()));
  return cv::Mat(1, static_cast<int>(histogram.total()), CV_32F, histogram.data).clone();
}

cv::Mat colours_of(const cv::Mat& bgr, const Landmarks& landmarks) {
  cv::Mat hsv;
  cv::cvtColor(bust_of(bgr, landmarks), hsv, cv::COLOR_BGR2HSV);
  const int middle = hsv.rows / 2;
  cv::Mat row;
  cv::hconcat(colour_histogram(hsv.rowRange(0, middle)),
              colour_histogram(hsv.rowRange(middle, hsv.rows)), row);
  cv::sqrt(row, row);  // the cosine of two is then Bhattacharyya's coefficient
  return unit_norm(row);
}

}  // namespace

cv::Mat face_patch(const cv::Mat& grey, const Landmarks& landmarks) {
  cv::Mat patch;
  ChipAligner(kPatchSize).cut(grey, landmarks).convertTo(patch, CV_32F);
  patch = patch.reshape(1, 1);
  patch -= cv::mean(patch)[0];
  return unit_norm(patch);
}

Appearance appearance_of(const cv::Mat& bgr, const cv::Mat& grey, const Landmarks& landmarks) {
  return {face_patch(grey, landmarks), colours_of(bgr, landmarks)};
}

double likeness(const cv::Mat& a, const cv::Mat& b) { return a.dot(b); }

double likeness(const Appearance& a, const Appearance& b) {
  constexpr double kColourWeight = 0.3;  // colours change with the light and with the background
  const double face = std::max(0.0, likeness(a.patch, b.patch));
  return std::pow(face, 1 - kColourWeight) *
         std::pow(likeness(a.colours, b.colours), kColourWeight);
}

void blend(Appearance& average, const Appearance& sample, double rate) {
  average.patch = unit_norm(average.patch * (1 - rate) + sample.patch * rate);
  average.colours = unit_norm(average.colours * (1 - rate) + sample.colours * rate);
}

}  // namespace emorec
