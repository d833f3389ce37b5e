// How dlib sees an OpenCV image: no copy.
#pragma once

#include <cmath>

#include <dlib/geometry/rectangle.h>
#include <dlib/opencv/cv_image.h>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

#include "emorec/face/grey.h"

namespace emorec {

using GreyView = dlib::cv_image<unsigned char>;

inline cv::Rect2f to_cv(const dlib::rectangle& box) {
  return {static_cast<float>(box.left()), static_cast<float>(box.top()),
          static_cast<float>(box.width()), static_cast<float>(box.height())};
}

}  // namespace emorec
