// Which clips and frames each step sees.
#pragma once

#include <torch/types.h>

#include "emorec/train/trainer.h"

namespace emorec {

class ClipSampler {
 public:
  ClipSampler(const TrainingData& data, const TrainOptions& options);

  /// Indices into the set's clips in an epoch's order, from torch's default generator: each once,
  /// or with balance drawn by their label's frequency.
  torch::Tensor order() const;

  /// `frames` frames of each clip, one clip after the other: drawn without replacement and in
  /// order, with replacement where the clip is shorter.
  torch::Tensor frames_of(const torch::Tensor& clips) const;

  /// How many batches an epoch has.
  std::int64_t batches() const;

 private:
  const ChipSet& chips_;
  int frames_;
  std::int64_t batch_;
  torch::Tensor clips_;    // N
  torch::Tensor weights_;  // N, empty if each is drawn once
};

}  // namespace emorec
