#include "emorec/nn/temporal_pooling.h"

#include <torch/torch.h>

namespace emorec {

torch::Tensor joint_log_probabilities(const torch::Tensor& logits) {
  // Subtracts the largest logit first, so that large ones lose no digits.
  return torch::log_softmax(logits.flatten(-2), -1).view_as(logits);
}

torch::Tensor clip_log_probabilities(const torch::Tensor& logits) {
  return torch::logsumexp(joint_log_probabilities(logits), {-2});
}

torch::Tensor frame_importance(const torch::Tensor& logits, int predicted_class) {
  // The normaliser over all (t,c) cancels: what is left is a softmax over time of one class.
  return torch::softmax(logits.select(-1, predicted_class), -1);
}

torch::Tensor clip_loss(const torch::Tensor& logits, const torch::Tensor& targets) {
  return -(targets * clip_log_probabilities(logits)).sum(-1).mean();
}

}  // namespace emorec
