// Landmarks as all stages use them, training as well as inference. One fit of the landmark model
// depends on the exact place of the box, and the model knows upright faces only, losing its way
// from about 20° of tilt on. So a face that was found is fitted again from where the first fit puts
// it, in a box that is turned as it is.
#pragma once

#include "emorec/face/landmark_model.h"

namespace emorec {

/// Landmarks of a face that the detector found in a grey image.
Landmarks fit_detected(const LandmarkModel& model, const cv::Mat& grey, const Detection& detection);

/// Landmarks of the face in `box` whose tilt is expected to be `roll` radians, positive =
/// clockwise.
Landmarks fit_tilted(const LandmarkModel& model, const cv::Mat& grey, const cv::Rect2f& box,
                     float roll);

}  // namespace emorec
