// What a network or a detector that sees no colour sees.
#pragma once

#include <opencv2/imgproc.hpp>

namespace emorec {

/// The image itself if it is grey already.
inline cv::Mat to_grey(const cv::Mat& image) {
  if (image.channels() == 1) return image;
  cv::Mat grey;
  cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

}  // namespace emorec
