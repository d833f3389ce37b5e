// Ways from the logits of a clip's frames to the probabilities of the clip, for comparing them over
// the same forward pass. Those with weights of their own (stats, lstm) are not among them.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "emorec/core/emotion.h"

namespace emorec {

/// With o(t,c) the logits of frame t, and all but the first followed by a softmax over c:
enum class Pooling {
  kSoftmax,  ///< temporal_pooling.h: the paper's, and what `ClipClassifier` answers with
  kMean,     ///< mean over t of o(t,c): as averaging features, since the classifier is linear
  kMax,      ///< max over t of o(t,c): each emotion by the frame that shows it most
};

inline constexpr int kPoolingCount = 3;
inline constexpr std::array<std::string_view, kPoolingCount> kPoolingNames = {"softmax", "mean",
                                                                              "max"};

constexpr std::string_view name(Pooling pooling) {
  return kPoolingNames[static_cast<std::size_t>(pooling)];
}

/// p(·), sum 1, of a clip with at least one frame.
EmotionArray pool_frames(const std::vector<EmotionArray>& logits, Pooling pooling);

}  // namespace emorec
