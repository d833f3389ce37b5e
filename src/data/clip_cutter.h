// The face chips of one clip or still.
#pragma once

#include <filesystem>
#include <memory>

#include <opencv2/core/mat.hpp>

#include "emorec/core/cancel.h"
#include "emorec/data/chip_cutter.h"
#include "emorec/data/chip_set.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/landmark_model.h"
#include "emorec/face/view_cutter.h"
#include "emorec/media/clip_source.h"

namespace emorec {

/// Used by one thread.
class ClipCutter {
 public:
  ClipCutter(const CutOptions& options, std::shared_ptr<const LandmarkModel> landmarks);

  /// The clip's frames, without a `LabelledClip`; none if there is no face.
  /// @throws Error{kInput} if it cannot be read; Error{kCancelled}.
  ChipSet cut(const DatasetClip& source, const CancelToken& cancel);

 private:
  ChipSet cut_clip(ClipSource& clip, const CancelToken& cancel) const;
  ChipSet cut_still(const std::vector<Detection>& faces, const FramePixels& pixels) const;
  ChipSet cut_crop(const cv::Mat& image);
  void add_face(ChipSet& set, const FramePixels& pixels, const std::vector<Detection>& faces) const;

  CutOptions options_;
  ViewCutter cutter_;
  std::unique_ptr<FaceDetector> detector_;  // looks at stills; a clip's tracker has its own
  std::shared_ptr<const LandmarkModel> landmarks_;
};

}  // namespace emorec
