#include "emorec/nn/pooling.h"

#include <algorithm>

#include <torch/torch.h>

#include "emorec/nn/temporal_pooling.h"

namespace emorec {
namespace {

/// Logits T×C → log p of C values.
torch::Tensor pooled_log_probabilities(const torch::Tensor& logits, Pooling pooling) {
  switch (pooling) {
    case Pooling::kSoftmax:
      return clip_log_probabilities(logits);
    case Pooling::kMean:
      return torch::log_softmax(logits.mean(0), 0);
    case Pooling::kMax:
      break;
  }
  return torch::log_softmax(logits.amax(0), 0);
}

}  // namespace

EmotionArray pool_frames(const std::vector<EmotionArray>& logits, Pooling pooling) {
  auto frames =
      torch::empty({static_cast<std::int64_t>(logits.size()), kEmotionCount}, torch::kFloat64);
  double* out = frames.data_ptr<double>();
  for (const auto& frame : logits) out = std::copy(frame.begin(), frame.end(), out);
  const auto clip = pooled_log_probabilities(frames, pooling).exp();
  EmotionArray probabilities;
  std::copy_n(clip.data_ptr<double>(), kEmotionCount, probabilities.begin());
  return probabilities;
}

}  // namespace emorec
