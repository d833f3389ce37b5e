// An image looked at in another size, and what was found in it.
#pragma once

#include <algorithm>
#include <vector>

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <opencv2/imgproc.hpp>

#include "emorec/face/face.h"

namespace emorec {

inline cv::Mat resized(const cv::Mat& image, double scale) {
  if (scale == 1.0) return image;
  const cv::Size size(std::max(1, cvRound(image.cols * scale)),
                      std::max(1, cvRound(image.rows * scale)));
  cv::Mat out;
  cv::resize(image, out, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return out;
}

/// The box in the pixels of the image that was looked at in `scale` times its size.
inline cv::Rect2f in_original(const cv::Rect2f& box, double scale) {
  const auto s = static_cast<float>(1 / scale);
  return {box.x * s, box.y * s, box.width * s, box.height * s};
}

/// Best first.
inline void sort_by_score(std::vector<Detection>& detections) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
}

}  // namespace emorec
