// Looks at frames: finds who is in them, has the network score them, and keeps both.
#pragma once

#include <memory>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/face/view_maker.h"

#include "batch_scorer.h"
#include "loaded_model.h"
#include "scene.h"

namespace emorec {

struct LookOptions {
  bool still = false;
  bool everyone = true;  ///< as TrackerOptions has it
};

class Look {
 public:
  Look(std::shared_ptr<const LoadedModel> model, const LookOptions& options);

  /// The next frame; one without a picture was passed over.
  void add(const Frame& frame);

  /// Waits until all that was added is scored.
  void score();

  /// Forgets what was seen before this moment, seconds.
  void forget_before(double time);

  const Scene& scene() const { return scene_; }

  /// What the network says of the faces that have been scored; `Role::rows` are places in it.
  const std::vector<FrameScores>& scores() const { return scores_; }

 private:
  FramePrediction places_in(const Frame& frame, const Seen& seen) const;

  std::shared_ptr<const LoadedModel> model_;
  bool still_;
  std::unique_ptr<ViewMaker> maker_;
  std::vector<cv::Matx23d> view_to_cells_;  // one a map
  std::vector<std::size_t> view_of_map_;
  Scene scene_;
  std::vector<FrameScores> scores_;
  BatchScorer scorer_;
};

}  // namespace emorec
