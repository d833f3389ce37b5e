// How dlib sees an OpenCV image: no copy.
#pragma once

#include <cmath>

#include <dlib/geometry/rectangle.h>
#include <dlib/opencv/cv_image.h>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <opencv2/imgproc.hpp>

namespace emorec {

using GreyView = dlib::cv_image<unsigned char>;

/// The image itself if it is grey already.
inline cv::Mat to_grey(const cv::Mat& image) {
  if (image.channels() == 1) return image;
  cv::Mat grey;
  cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

inline cv::Rect2f to_cv(const dlib::rectangle& box) {
  return {static_cast<float>(box.left()), static_cast<float>(box.top()),
          static_cast<float>(box.width()), static_cast<float>(box.height())};
}

inline dlib::rectangle to_dlib(const cv::Rect2f& box) {
  return {std::lround(box.x), std::lround(box.y), std::lround(box.x + box.width) - 1,
          std::lround(box.y + box.height) - 1};
}

}  // namespace emorec
