// How faces come out of frames: found, followed and aligned, or because every frame is one. Whoever
// looks at faces looks through this: classifying, cutting chips to train on, studies.
#pragma once

#include <memory>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/chip.h"
#include "emorec/face/face_tracker.h"

namespace emorec {

struct FaceFinderOptions {
  ChipSpec chip;
  TrackerOptions tracker;  ///< its `times`, if given, time cutting too
  DetectorOptions detector;
  bool cropped = false;  ///< every frame is a face already
  bool still = false;    ///< of a cropped still the face is aligned besides
};

struct FoundFace {
  TrackedFace face;
  cv::Matx23d to_chip;         ///< from the frame's pixels to those of the first chip
  std::vector<cv::Mat> chips;  ///< the same face in one framing or several, as the network takes it
};

class FaceFinder {
 public:
  /// For the frames of one clip, or for a still.
  /// @throws Error{kModel} if the CNN detector's model is missing or damaged.
  static std::unique_ptr<FaceFinder> create(const FaceFinderOptions& options,
                                            std::shared_ptr<const LandmarkModel> landmarks);
  virtual ~FaceFinder() = default;

  /// The faces in the clip's next frame, ordered by track id. Frames must come in order.
  virtual std::vector<FoundFace> find(const Frame& frame) = 0;
};

}  // namespace emorec
