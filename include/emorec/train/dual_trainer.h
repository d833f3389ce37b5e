// Trains a dual focus network on features that were computed once (feature_cache.h): what follows
// its frozen streams, and the stream of motion whole.
#pragma once

#include "emorec/core/cancel.h"
#include "emorec/train/feature_cache.h"
#include "emorec/train/train_options.h"
#include "emorec/train/trainer.h"

namespace emorec {

/// The network that a run begins with: streams of the cache's by their names (empty: all of them)
/// with what follows them new, the same for the same seed.
/// @throws Error{kUsage} for a stream that the cache does not have.
Model new_dual_network(const FeatureSet& features, const std::vector<std::string>& streams,
                       const std::string& attention, double dropout, std::uint64_t seed);

/// Which side of life a label is of: anticipation, joy and happiness, surprise and trust are
/// bright. Empty if none of the labels is, or all are.
std::vector<bool> bright_labels(const LabelSet& labels);

/// Mean over the clips of −log p(y)·(1 + λ·[the answer is of the other polarity than y]): VAANet's
/// polarity-consistent cross-entropy (Zhao et al. 2020, arXiv 2003.00832). Log probabilities B×C
/// and targets B×C, whose largest is y.
at::Tensor polarity_loss(const at::Tensor& log_probabilities, const at::Tensor& targets,
                         const std::vector<bool>& bright, double lambda);

/// Indices into the set's clips, as `ClipSelection` has them.
struct FeatureData {
  const FeatureSet& features;
  ClipSelection train;
  std::vector<ClipSelection> watched;
};

/// Trains `model` in place and leaves it in evaluation mode. Minds only the options epochs, batch,
/// optimizer, momentum, head-rate, its schedule, weight-decay, label-smoothing, polarity, join,
/// background and seed. After each epoch the run is kept in `checkpoint`, and goes on from there if
/// that is there already.
/// @throws Error{kCancelled}; Error{kInput} as FeatureSet::of; Error{kUsage} if the checkpoint is
///         of another run, Error{kModel} if it is damaged, Error{kOutput} if it cannot be written.
void train_dual(Model& model, const FeatureData& data, const TrainOptions& options,
                const std::filesystem::path& checkpoint, const CancelToken& cancel,
                const TrainObserver& observer);

/// The clips of a selection that have a label, as the network answers them.
std::vector<AnsweredClip> answer_features(const Model& model, const FeatureSet& features,
                                          const std::vector<std::size_t>& clips);

/// The set's clips, for what is asked of clips alone.
ChipSet listing_of(const FeatureSet& features);

}  // namespace emorec
