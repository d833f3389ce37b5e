// How faces come out of frames: found, followed and aligned, or because every frame is one.
#pragma once

#include <memory>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"
#include "emorec/media/frame.h"
#include "emorec/nn/model_config.h"
#include "emorec/pipeline/clip_classifier.h"

namespace emorec {

struct FoundFace {
  TrackedFace face;
  cv::Matx23d to_chip;         ///< from the frame's pixels to those of the first chip
  std::vector<cv::Mat> chips;  ///< the same face in one framing or several, as the network takes it
};

class FaceFinder {
 public:
  /// For the frames of one clip, or for a still.
  static std::unique_ptr<FaceFinder> create(const ClassifierOptions& options,
                                            const InputConfig& input,
                                            std::shared_ptr<const LandmarkModel> landmarks,
                                            bool still);
  virtual ~FaceFinder() = default;

  virtual std::vector<FoundFace> find(const Frame& frame) = 0;
};

}  // namespace emorec
