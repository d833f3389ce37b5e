// Whether what the detector doubts is a face, by another look at it: YuNet (Wu, Peng and Yu,
// "YuNet: A Tiny Millisecond-level Face Detector", 2023), which is in the program. It tells dark,
// half hidden and oblique faces from clouds and patterns, which histograms of gradients do not.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/dnn.hpp>

namespace emorec {

class SecondOpinion {
 public:
  /// Whether there is a face about where `box` is in an H×W 8-bit BGR image.
  bool confirms(const cv::Mat& bgr, const cv::Rect2f& box);

 private:
  cv::dnn::Net net_;  ///< empty until it is needed
};

}  // namespace emorec
