#include "image_pyramid.h"

#include <algorithm>
#include <cmath>

#include "wide.h"

namespace emorec {
namespace {

constexpr int kLanes = 4;  // of dlib's vectors

/// How far apart, in the image of `from` pixels, lie the `to` that are made of them.
double step_between(int from, int to) { return (from - 1.0) / std::max(to - 1, 1); }

void spread(const std::uint8_t* __restrict row, const std::int32_t* __restrict places, int count,
            std::uint8_t* __restrict left, std::uint8_t* __restrict right) {
  for (int x = 0; x < count; ++x) {
    left[x] = row[places[x]];
    right[x] = row[places[x] + 1];
  }
}

/// Eight pixels at a time on processors with AVX2. No fused products: these would round otherwise.
EMOREC_AVX2 void blend(const std::uint8_t* __restrict top_left,
                       const std::uint8_t* __restrict top_right,
                       const std::uint8_t* __restrict bottom_left,
                       const std::uint8_t* __restrict bottom_right,
                       const float* __restrict share_of_right, float share_of_top,
                       float share_of_bottom, int count, std::uint8_t* __restrict out) {
  for (int x = 0; x < count; ++x) {
    const float right = share_of_right[x];
    const float left = 1 - right;
    const float value = share_of_top * left * static_cast<float>(top_left[x]) +
                        share_of_top * right * static_cast<float>(top_right[x]) +
                        share_of_bottom * left * static_cast<float>(bottom_left[x]) +
                        share_of_bottom * right * static_cast<float>(bottom_right[x]);
    // value + 0.5F could reach the next whole number by rounding.
    const auto whole = static_cast<std::int32_t>(value);
    const bool up = value - static_cast<float>(whole) >= 0.5F;
    out[x] = static_cast<std::uint8_t>(whole + static_cast<std::int32_t>(up));
  }
}

}  // namespace

void ImagePyramid::shrink(const cv::Mat& grey, cv::Mat& smaller) {
  smaller.create(grey.rows * 5 / 6, grey.cols * 5 / 6, CV_8UC1);
  if (smaller.empty()) return;
  place_columns(grey.cols, smaller.cols);
  for (auto& pairs : pairs_) pairs.row = -1;
  const double step = step_between(grey.rows, smaller.rows);
  double y = -step;
  for (int row = 0; row < smaller.rows; ++row) {
    y += step;  // dlib adds, too: a product would be rounded otherwise
    const int top = static_cast<int>(y);
    const int bottom = std::min(top + 1, grey.rows - 1);
    const double share = y - top;
    const Pairs& above = pairs_of(grey, top);
    const Pairs& below = pairs_of(grey, bottom);
    blend(above.left.data(), above.right.data(), below.left.data(), below.right.data(),
          share_.data(), static_cast<float>(1 - share), static_cast<float>(share), wide_,
          smaller.ptr(row));
    finish(grey, top, bottom, share, smaller.ptr(row));
  }
}

/// Positions add up in single precision, as dlib's do.
void ImagePyramid::place_columns(int from, int to) {
  step_ = step_between(from, to);
  columns_ = to;
  left_.clear();
  share_.clear();
  float x[kLanes];
  for (int i = 0; i < kLanes; ++i) x[i] = static_cast<float>(-kLanes * step_ + i * step_);
  for (;;) {
    for (float& place : x) place += static_cast<float>(kLanes * step_);
    if (static_cast<int>(x[kLanes - 1]) + 1 >= from) break;
    for (const float place : x) {
      left_.push_back(static_cast<std::int32_t>(place));
      share_.push_back(place - static_cast<float>(left_.back()));
    }
  }
  wide_ = static_cast<int>(left_.size());
}

/// Two rows that follow each other are both kept: the lower one is often the next upper one.
const ImagePyramid::Pairs& ImagePyramid::pairs_of(const cv::Mat& grey, int row) {
  Pairs& pairs = pairs_[row % 2];
  if (pairs.row == row) return pairs;
  pairs.row = row;
  pairs.left.resize(wide_);
  pairs.right.resize(wide_);
  spread(grey.ptr(row), left_.data(), wide_, pairs.left.data(), pairs.right.data());
  return pairs;
}

/// The last columns, which dlib makes one by one, in double precision and rounding down.
void ImagePyramid::finish(const cv::Mat& grey, int top, int bottom, double share,
                          std::uint8_t* out) const {
  double x = -step_ + wide_ * step_;
  for (int column = wide_; column < columns_; ++column) {
    x += step_;
    const int left = static_cast<int>(x);
    const int right = std::min(left + 1, grey.cols - 1);
    const auto of_right = static_cast<float>(x - left);
    const auto between = [&](const std::uint8_t* row) {
      return (1 - of_right) * static_cast<float>(row[left]) +
             of_right * static_cast<float>(row[right]);
    };
    const auto value = static_cast<float>((1 - share) * between(grey.ptr(top)) +
                                          share * between(grey.ptr(bottom)));
    out[column] = static_cast<std::uint8_t>(value);
  }
}

}  // namespace emorec
