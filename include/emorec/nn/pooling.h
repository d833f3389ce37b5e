// Ways from the frames of a clip to its probabilities. arXiv 1910.01254 compares the same five.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "emorec/core/label_set.h"

namespace emorec {

/// With o(t,c) the logits of frame t, and all but the first followed by a softmax over c:
enum class Pooling {
  kSoftmax,    ///< temporal_pooling.h: the paper's
  kMean,       ///< mean over t of o(t,c): as averaging features, since the classifier is linear
  kMax,        ///< max over t of o(t,c): each emotion by the frame that shows it most
  kStats,      ///< classifier on mean ⊕ standard deviation over t of the descriptors
  kLstm,       ///< classifier on the last hidden state of an LSTM over the descriptors
  kAttention,  ///< classifier on the mean that temporal attention takes of the descriptors
};

inline constexpr int kPoolingCount = 6;
inline constexpr std::array<std::string_view, kPoolingCount> kPoolingNames = {
    "softmax", "mean", "max", "stats", "lstm", "attention"};

/// Those that a network of frames can be trained with, in the order of a table.
inline constexpr std::array<Pooling, 5> kPoolings = {Pooling::kMean, Pooling::kMax, Pooling::kStats,
                                                     Pooling::kSoftmax, Pooling::kLstm};

/// Those that need nothing but the logits of frames that were classified each by itself, and so can
/// be compared over the same frames. The others have weights of their own, learnt with the rest.
inline constexpr std::array<Pooling, 3> kFramePoolings = {Pooling::kSoftmax, Pooling::kMean,
                                                          Pooling::kMax};

constexpr bool is_of_frames(Pooling pooling) { return pooling <= Pooling::kMax; }

constexpr std::string_view name(Pooling pooling) {
  return kPoolingNames[static_cast<std::size_t>(pooling)];
}

/// @throws Error{kModel} for a name that is none of the above.
Pooling parse_pooling(std::string_view name);

/// The logits of a clip's frames in order, T of them, T > 0.
using FrameLogits = std::vector<Distribution>;

/// p(·), sum 1.
Distribution pool_frames(const FrameLogits& logits, Pooling pooling);

/// How much each frame counts for class c: T values that sum to 1. By the maximum it is all the
/// frame's that shows the class most; mean, stats and lstm tell no frame from another, and
/// what attention tells is the network's (`FrameNetwork::clip_importance`).
std::vector<double> frame_importance(const FrameLogits& logits, std::size_t c, Pooling pooling);

/// P(t,c), T×C: p(c) times the importance of frame t for c.
FrameLogits frame_probabilities(const FrameLogits& logits, Pooling pooling);

/// What a reader is told of a clip's pooled p(·): p(·)^(1/T), normalised. The frames of a clip are
/// not independent, and the softmax listens to the surest of them, so that a clip's answer is surer
/// than it is right. T is 1 for a still and nears `clip_temperature` with the number of frames:
/// 1 + (clip_temperature − 1)·(1 − 1/frames). It never changes which emotion is the largest.
Distribution tempered(const Distribution& probabilities, double clip_temperature,
                      std::size_t frames);

}  // namespace emorec
