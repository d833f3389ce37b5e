// Landmarks of tilted heads. The landmark model knows upright faces and loses its way from about
// 20° on, so a tilted one is turned upright for the fit.
#pragma once

#include "emorec/face/landmark_model.h"

namespace emorec {

/// Landmarks of the face in `box`, which the detector found.
Landmarks fit_detected(const LandmarkModel& model, const cv::Mat& grey, const cv::Rect2f& box);

/// Landmarks of the face in `box` whose tilt is expected to be `roll`, in radians.
Landmarks fit_tilted(const LandmarkModel& model, const cv::Mat& grey, const cv::Rect2f& box,
                     float roll);

}  // namespace emorec
