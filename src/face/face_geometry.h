// Boxes and landmarks: where a face is, and whether it can be one.
#pragma once

#include <opencv2/core/types.hpp>

#include "emorec/face/face.h"

namespace emorec {

cv::Point2f centre_of(const cv::Rect2f& box);

/// The same centre, sides `factor` times as long.
cv::Rect2f scaled_about_centre(const cv::Rect2f& box, float factor);

/// The head's tilt in the image plane in radians, from the eyes: 0 = upright, positive = clockwise.
float roll_of(const Landmarks& landmarks);

/// The box that the detector would give, up to its grid, for a face with these landmarks. The one
/// source of a tracked face's box, and the input of the next frame's fit.
cv::Rect2f box_of(const Landmarks& landmarks);

/// Whether eyes and mouth lie as on a face that is seen from the front to three-quarters.
bool face_shaped(const Landmarks& landmarks);

}  // namespace emorec
