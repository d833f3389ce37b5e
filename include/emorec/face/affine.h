// Affine maps of the plane, 2×3.
#pragma once

#include <opencv2/core/matx.hpp>
#include <opencv2/imgproc.hpp>

namespace emorec {

/// Where `second` takes what `first` gives.
inline cv::Matx23d then(const cv::Matx23d& first, const cv::Matx23d& second) {
  cv::Matx23d both = second.get_minor<2, 2>(0, 0) * first;
  both(0, 2) += second(0, 2);
  both(1, 2) += second(1, 2);
  return both;
}

inline cv::Matx23d inverse(const cv::Matx23d& matrix) {
  cv::Matx23d back;
  cv::invertAffineTransform(matrix, back);
  return back;
}

}  // namespace emorec
