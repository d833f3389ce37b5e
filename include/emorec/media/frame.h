#pragma once

#include <cstdint>

#include <opencv2/core/mat.hpp>

namespace emorec {

/// One picture of a clip, ready to be looked at: upright and with square pixels.
struct Frame {
  cv::Mat image;           ///< H×W, 8-bit BGR; empty if passed over (ClipOptions::picture_every)
  std::int64_t index = 0;  ///< place in presentation order, 0 = first frame of the file
  double time = 0.0;       ///< presentation time in seconds from the first frame of the file
  double duration = 0.0;   ///< seconds for which it is shown, as the container says; 0 if unknown
};

}  // namespace emorec
