#include "emorec/face/chip_aligner.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

constexpr int kAlignmentPoints = 5;
using AlignmentPoints = std::array<cv::Point2d, kAlignmentPoints>;

cv::Point2d nose_base_of(const Landmarks& landmarks) {
  cv::Point2d sum;
  for (int i = 31; i <= 35; ++i) sum += cv::Point2d(landmarks[i]);
  return sum / 5;
}

/// Outer and inner corner of the eye on the image's left, inner and outer of the other, nose base.
AlignmentPoints points_of(const Landmarks& landmarks) {
  return {landmarks[36], landmarks[39], landmarks[42], landmarks[45], nose_base_of(landmarks)};
}

AlignmentPoints points_of(const ChipTemplate& t, int size) {
  // In float's precision, in which all shipped models learnt: the last digits decide pixels.
  const auto rounded = [](double place) { return static_cast<double>(static_cast<float>(place)); };
  const double outer = rounded(t.outer_eye);
  const double inner = rounded(t.inner_eye);
  const double eyes = rounded(t.eye_line);
  AlignmentPoints points = {{{0.5 - outer, eyes},
                             {0.5 - inner, eyes},
                             {0.5 + inner, eyes},
                             {0.5 + outer, eyes},
                             {0.5, rounded(t.nose_base)}}};
  // Pixel centres lie at half-integers of the chip's side.
  for (auto& point : points) point = point * size - cv::Point2d(0.5, 0.5);
  return points;
}

cv::Point2d centroid(const AlignmentPoints& points) {
  cv::Point2d sum;
  for (const auto& point : points) sum += point;
  return sum / kAlignmentPoints;
}

}  // namespace

ChipAligner::ChipAligner(int size, const ChipTemplate& chip_template)
    : size_(size), template_(chip_template) {}

cv::Matx23d ChipAligner::transform(const Landmarks& landmarks) const {
  const AlignmentPoints from = points_of(landmarks);
  const AlignmentPoints to = points_of(template_, size_);
  const cv::Point2d from_centre = centroid(from);
  const cv::Point2d to_centre = centroid(to);
  // In the plane, Umeyama's solution is one complex number a + ib = Σ to·conj(from) / Σ |from|².
  double a = 0;
  double b = 0;
  double norm = 0;
  for (int i = 0; i < kAlignmentPoints; ++i) {
    const cv::Point2d p = from[i] - from_centre;
    const cv::Point2d q = to[i] - to_centre;
    a += p.dot(q);
    b += p.cross(q);
    norm += p.dot(p);
  }
  if (norm > 0) {
    a /= norm;
    b /= norm;
  }
  return {a, -b, to_centre.x - a * from_centre.x + b * from_centre.y,
          b, a,  to_centre.y - b * from_centre.x - a * from_centre.y};
}

cv::Mat ChipAligner::cut(const cv::Mat& image, const Landmarks& landmarks) const {
  return cut(image, transform(landmarks));
}

cv::Mat ChipAligner::cut(const cv::Mat& image, const cv::Matx23d& to_chip) const {
  const double scale = std::hypot(to_chip(0, 0), to_chip(1, 0));
  // Bilinear sampling reads 2×2 pixels: below half size it would skip some, so cut a larger chip
  // and average whole blocks of it.
  const int factor = scale > 0 ? std::clamp(static_cast<int>(1.0 / scale), 1, 8) : 1;
  cv::Mat chip;
  if (factor == 1) {
    cv::warpAffine(image, chip, to_chip, {size_, size_}, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    return chip;
  }
  const double shift =
      (factor - 1) / 2.0;  // the place of a chip pixel's centre among factor² small ones
  cv::Matx23d to_large = to_chip * static_cast<double>(factor);
  to_large(0, 2) += shift;
  to_large(1, 2) += shift;
  cv::Mat large;
  const int large_size = size_ * factor;
  cv::warpAffine(image, large, to_large, {large_size, large_size}, cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  cv::resize(large, chip, {size_, size_}, 0, 0, cv::INTER_AREA);
  return chip;
}

}  // namespace emorec
