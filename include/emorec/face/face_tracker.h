// Follows every person through a clip. Detects every few frames and at scene cuts; in between, each
// face is found again by fitting landmarks from where it was last. The longer the two agree, the
// rarer detections become.
#pragma once

#include <memory>
#include <vector>

#include "emorec/core/stage_times.h"
#include "emorec/face/face.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/landmark_model.h"
#include "emorec/media/frame.h"

namespace emorec {

struct TrackerOptions {
  /// Frames between detections at first, and up to four times as many while all is well, but for
  /// 0.8 s at most and, while nobody is there, for as long as 25 frames a second take; 1 = every
  /// frame, always.
  int detect_every = 5;
  double max_gap = 0.25;  ///< seconds between two frames beyond which to detect anyway
  double max_loss = 1.0;  ///< seconds for which a lost person's id is kept
  int max_faces = 16;     ///< followed at a time, largest first
  /// Look for small faces beside a large one too; otherwise only for those 0.6 times as wide.
  bool everyone = true;
  /// There is a face for certain, so that one with a low score needs no second opinion.
  bool known = false;
  /// If given, tracking, detecting and fitting are timed.
  StageTimes* times = nullptr;

  /// @throws Error{kUsage}.
  void validate() const;
};

class FaceTracker {
 public:
  FaceTracker(const TrackerOptions& options, std::unique_ptr<FaceDetector> detector,
              std::shared_ptr<const LandmarkModel> landmarks);
  ~FaceTracker();

  /// The faces in the clip's next frame, ordered by track id. Frames must come in order.
  std::vector<TrackedFace> update(const Frame& frame);

  /// That frame in grey, H×W: what was looked at, and what a grey chip is cut from.
  const cv::Mat& grey() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
