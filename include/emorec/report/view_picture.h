// What the network saw of a frame with a map over it, cut out in any size: a face, or all of it.
#pragma once

#include <opencv2/core/mat.hpp>

#include "emorec/face/chip_aligner.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

class ViewPicture {
 public:
  /// Pictures of side×side pixels.
  ViewPicture(MapSpec spec, int side);

  /// `image` is the whole frame, 8-bit BGR.
  cv::Mat3b view(const cv::Mat& image, const AttentionMap& map) const;

  /// Such a picture with its attention over it.
  cv::Mat3b with_heat(const cv::Mat3b& view, const AttentionMap& map) const;

 private:
  MapSpec spec_;
  int side_;
  ChipAligner aligner_;
};

}  // namespace emorec
