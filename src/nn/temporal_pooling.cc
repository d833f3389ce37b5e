#include "emorec/nn/temporal_pooling.h"

namespace emorec {

torch::Tensor joint_log_probabilities(const torch::Tensor& logits) {
  // Subtracts the largest logit first, so that large ones lose no digits.
  return torch::log_softmax(logits.flatten(-2), -1).view_as(logits);
}

torch::Tensor clip_log_probabilities(const torch::Tensor& logits) {
  return torch::logsumexp(joint_log_probabilities(logits), {-2});
}

torch::Tensor pool_logits(const torch::Tensor& logits, Pooling pooling) {
  switch (pooling) {
    case Pooling::kSoftmax:
      return logits;
    case Pooling::kMean:
    case Pooling::kStats:
    case Pooling::kAttention:
      return logits.mean(-2, /*keepdim=*/true);
    case Pooling::kMax:
      return logits.amax(-2, /*keepdim=*/true);
    case Pooling::kLstm:
      break;
  }
  return logits.slice(-2, -1);
}

torch::Tensor clip_loss(const torch::Tensor& logits, const torch::Tensor& targets) {
  return -(targets * clip_log_probabilities(logits)).sum(-1).mean();
}

}  // namespace emorec
