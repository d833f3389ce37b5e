// Which frames of a clip matter. A model trained on stills never had a reason to learn it: what
// softmax over time makes of its logits is chance, and many neutral frames outvote a few that show
// the emotion.
//
// Adding one linear function of the descriptor to the logits of all emotions changes no answer to
// a single frame, but the frame's weight in a clip (arXiv 1910.01254, eq. 4: the softmax is over
// frames and emotions together). That function is learnt here, from clips made of stills.
#pragma once

#include "emorec/core/cancel.h"
#include "emorec/study/ablation.h"
#include "emorec/train/scores.h"

namespace emorec {

struct ImportanceOptions {
  int epochs = 10;
  int batch = 32;       ///< clips a step
  double rate = 3e-3;   ///< Adam's
  double decay = 0.01;  ///< times the squared length of the function's vector
  unsigned seed = 1;

  /// @throws Error{kUsage}.
  void validate() const;
};

/// Frames of labelled clips as the classifier gets them.
struct ClipDescriptors {
  at::Tensor frames;  ///< F×(K·D)
  std::vector<ClipMaps::Clip> clips;
};

/// By the model's attention.
ClipDescriptors describe(const Model& model, const ClipMaps& clips);

/// By the model's classifier.
std::vector<AnsweredClip> answer_clips(const Model& model, const ClipDescriptors& clips);

/// @throws Error{kUsage} for a model by whose pooling frames do not weigh what they show.
void require_softmax_pooling(const ModelConfig& config);

/// Folds the function that gives the clips' labels most probability into the classifier.
/// Deterministic for a number of threads.
/// @throws Error{kUsage} for options that make no sense or fewer clips than a batch;
/// Error{kCancelled}.
void learn_importance(Model& model, const ClipDescriptors& clips, const ImportanceOptions& options,
                      const CancelToken& cancel);

}  // namespace emorec
