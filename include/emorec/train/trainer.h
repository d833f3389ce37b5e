// Trains a network on clips of face chips, stills being clips of one frame, with the paper's loss
// on the softmax over all frames of a clip (arXiv 1910.01254).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/data/chip_set.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/scorer.h"
#include "emorec/train/scores.h"
#include "emorec/train/train_options.h"

namespace emorec {

/// Some clips of a set.
struct ClipSelection {
  std::string name;
  std::vector<std::size_t> clips;  ///< indices into `ChipSet::clips`
};

struct TrainingData {
  const ChipSet& chips;
  ClipSelection train;
  /// Scored after each epoch, the first of them being what `patience` waits for.
  std::vector<ClipSelection> watched;
};

struct EpochReport {
  int epoch = 0;  ///< from 1
  double loss = 0;
  double seconds = 0;
  std::vector<NamedScore> scores;
};

/// What a caller may watch; either may be left empty.
struct TrainObserver {
  /// After each step: epoch from 1, steps done in it, steps in it, mean loss of the epoch so far.
  std::function<void(int epoch, std::int64_t done, std::int64_t steps, double loss)> on_step;
  /// After each epoch; `resumed` for those that an earlier run did, at the start.
  std::function<void(const EpochReport&, bool resumed)> on_epoch;
};

/// Trains `model` in place on `device`. The run's state is written to `checkpoint` by rename after
/// each epoch and when it is cancelled; a run that finds one goes on from it to the very weights
/// that an undisturbed run gives (on the CPU, with as many threads). `model.config.run` tells runs
/// apart; if it is empty, it becomes what network and options say.
/// @throws Error{kCancelled} once `cancel` is set; Error{kUsage} for options that make no sense,
/// fewer clips than a batch, or a checkpoint of another run; Error{kModel} for a checkpoint that
/// is damaged or of another network.
void train(Model& model, const TrainingData& data, const TrainOptions& options, Device device,
           const std::filesystem::path& checkpoint, const CancelToken& cancel,
           const TrainObserver& observer);

/// Shares of the emotions among the targets of some clips.
Distribution prior_of(const ChipSet& chips, const ClipSelection& clips);

}  // namespace emorec
