// Which attention and which pooling over time serve a backbone best: heads of every kind, trained
// alike on the feature maps of the same clips (arXiv 1910.01254 compares the same ways).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include "emorec/core/cancel.h"
#include "emorec/nn/attention_variant.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/pooling.h"
#include "emorec/study/still_clips.h"

namespace emorec {

inline constexpr std::array<AttentionVariant, 3> kAttentions = {
    AttentionVariant::kNone, AttentionVariant::kV1, AttentionVariant::kV2};

/// Feature maps of labelled clips.
struct ClipMaps {
  struct Clip {
    Label label;
    double share = 0;        ///< the part of its frames that shows the emotion
    std::int64_t first = 0;  ///< its first frame
    std::int64_t frames = 0;
  };
  at::Tensor maps;  ///< F×H×W×D
  std::vector<Clip> clips;
  LabelSet labels = {};
};

/// Work done and to be done.
using StepsDone = std::function<void(std::size_t done, std::size_t of)>;

/// What the model's backbone makes of each frame, in bfloat16: 2·D·H·W bytes a frame, 50 KB for
/// MobileFaceNet at 112 pixels.
/// @throws Error{kCancelled}.
ClipMaps map_clips(const Model& model, const StillClips& clips, const CancelToken& cancel,
                   const StepsDone& frames_done);

struct AblationOptions {
  int seeds = 3;    ///< runs of each head, which differ in first weights and order of the clips
  int epochs = 10;  ///< how often each head sees every clip
  int batch = 16;   ///< clips a step
  int frames = 8;   ///< drawn from each clip a step, at random, and kept in order
  /// AdamW's, falling to 0 along a cosine. If there are several, each kind of head takes the one
  /// that gets most of a held-out fifth of the training clips right.
  std::vector<double> rates = {1e-3, 5e-3, 2e-2};
  double weight_decay = 0.01;
  unsigned seed = 1;

  /// @throws Error{kUsage}.
  void validate() const;
};

/// One kind of head, and what it answered to the test clips.
struct HeadAnswers {
  AttentionVariant attention = AttentionVariant::kNone;
  Pooling pooling = Pooling::kMean;
  std::vector<std::vector<Label>> answers = {};  ///< seeds × test clips
  double rate = 0;                               ///< what its weights were learnt by, at first
};

/// A head that is trained and asked.
struct HeadReport {
  std::string name;      ///< "v1 softmax"
  int run = 0;           ///< 1 … seeds
  double loss = 0;       ///< mean of the last epoch
  std::size_t done = 0;  ///< heads so far
  std::size_t of = 0;    ///< heads in all
};

std::string name_of(AttentionVariant attention, Pooling pooling);

/// Trains each of the 15 kinds of head `options.seeds` times, on a few frames of the training
/// clips at a time, and asks them about all frames of the test clips. The n-th run of every kind
/// sees the same clips and frames in the same order. Deterministic for a number of threads.
/// @throws Error{kUsage} for options that make no sense or fewer training clips than a batch;
/// Error{kCancelled}.
std::vector<HeadAnswers> ablate(const ClipMaps& train, const ClipMaps& test,
                                const AblationOptions& options, const CancelToken& cancel,
                                const std::function<void(const HeadReport&)>& on_trained);

}  // namespace emorec
