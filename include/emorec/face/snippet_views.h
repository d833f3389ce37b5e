// A snippet of a clip as a network without faces sees it.
#pragma once

#include <vector>

#include "emorec/core/view.h"
#include "emorec/face/view_cutter.h"
#include "emorec/media/snippets.h"

namespace emorec {

/// The middle frame as the views want it; for those of motion, what moves around it.
/// @pre none of the views is of a face
Views snippet_views(const std::vector<ViewSpec>& views, const Snippet& snippet);

/// What moves from one frame to another, as a square picture: blue is how far to the right, green
/// how far down (128 where nothing moves; 127 more or less, an eighth of the picture's side; more
/// is cut off), red how much brighter or darker. The flow is OpenCV's (DIS, Kroeger et al. 2016).
cv::Mat3b motion_picture(const cv::Mat& before, const cv::Mat& after);

}  // namespace emorec
