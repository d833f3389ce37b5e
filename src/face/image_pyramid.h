// The images that dlib's detector looks at after the first, each five sixths as wide as the one
// before.
#pragma once

#include <cstdint>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace emorec {

/// Keeps its memory from one image to the next.
class ImagePyramid {
 public:
  /// As dlib::pyramid_down<6>()(grey, smaller), to the last bit: bilinear, corners on corners. Of
  /// an H×W 8-bit image; `smaller` is another one.
  void shrink(const cv::Mat& grey, cv::Mat& smaller);

 private:
  /// For each pixel of a row that is made, those that it lies between.
  struct Pairs {
    int row = -1;  ///< that they are of
    std::vector<std::uint8_t> left;
    std::vector<std::uint8_t> right;
  };

  void place_columns(int from, int to);
  const Pairs& pairs_of(const cv::Mat& grey, int row);
  void finish(const cv::Mat& grey, int top, int bottom, double share, std::uint8_t* out) const;

  double step_ = 0;  ///< from one column to the next
  int columns_ = 0;
  int wide_ = 0;  ///< columns that dlib makes four at a time
  // The pixel on the left of each of those, and how much of the one on the right they get.
  std::vector<std::int32_t> left_;
  std::vector<float> share_;
  Pairs pairs_[2];  ///< of an even and of an odd row
};

}  // namespace emorec
