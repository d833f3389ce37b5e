// A network made ready to answer fast: weights frozen, batch norm folded, the backbone's layers
// computed by oneDNN itself. Scorer is what the rest of the program sees of it.
#pragma once

#include <memory>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/scorer.h"

namespace emorec {

class InferenceEngine {
 public:
  /// @throws Error{kUsage} if the device is not there.
  InferenceEngine(const Model& model, Device device, Precision precision = Precision::kFastest);
  ~InferenceEngine();

  /// Logits and attention of a batch, on the CPU; and descriptors, if the pooling needs more than
  /// logits. Safe from several threads; each thread computes alone, so that results do not depend
  /// on how many there are. `rows`, if given, has for each view which of its pictures each frame
  /// takes (undefined: each its own), so that a picture which frames share is computed once.
  FrameOutputs run(const ViewTensors& batch, const std::vector<torch::Tensor>& rows = {}) const;

  /// o(t,c), T×7, of all frames of one clip in order: `FrameNetwork::clip_logits`.
  torch::Tensor clip_logits(const FrameOutputs& clip) const;

  /// How much each of them counts, T, by their descriptors; undefined if the pooling tells it.
  torch::Tensor clip_importance(const torch::Tensor& descriptors) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
