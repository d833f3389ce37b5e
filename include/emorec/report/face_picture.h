// A scored face, cut out of its frame as the network saw it but in any size.
#pragma once

#include <opencv2/core/mat.hpp>

#include "emorec/face/chip_aligner.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

class FacePicture {
 public:
  /// Pictures of side×side pixels.
  FacePicture(const ModelIdentity& model, int side);

  /// `image` is the whole frame, 8-bit BGR.
  cv::Mat3b face(const cv::Mat& image, const FramePrediction& frame) const;

  /// Such a face with its attention over it.
  cv::Mat3b with_heat(const cv::Mat3b& face, const FramePrediction& frame) const;

 private:
  ModelIdentity model_;
  int side_;
  ChipAligner aligner_;
};

}  // namespace emorec
