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

torch::Tensor pool_logits(const torch::Tensor& logits, Pooling pooling) {
  switch (pooling) {
    case Pooling::kSoftmax:
      return logits;
    case Pooling::kMean:
    case Pooling::kStats:
      return logits.mean(-2, /*keepdim=*/true);
    case Pooling::kMax:
      return logits.amax(-2, /*keepdim=*/true);
    case Pooling::kLstm:
      break;
  }
  return logits.slice(-2, -1);
}

torch::Tensor frame_importance(const torch::Tensor& logits, int predicted_class, Pooling pooling) {
  const auto of_class = logits.select(-1, predicted_class);
  switch (pooling) {
    case Pooling::kSoftmax:
      // The normaliser over all (t,c) cancels: what is left is a softmax over time of one class.
      return torch::softmax(of_class, -1);
    case Pooling::kMax:
      return torch::one_hot(of_class.argmax(), of_class.size(0)).to(logits.dtype());
    default:
      return torch::full_like(of_class, 1.0 / static_cast<double>(of_class.size(0)));
  }
}

torch::Tensor frame_probabilities(const torch::Tensor& logits, Pooling pooling) {
  if (pooling == Pooling::kSoftmax) return joint_log_probabilities(logits).exp();
  const auto classes = static_cast<int>(logits.size(1));
  std::vector<torch::Tensor> importance;
  importance.reserve(logits.size(1));
  for (int c = 0; c < classes; ++c) importance.push_back(frame_importance(logits, c, pooling));
  return torch::stack(importance, 1) * clip_log_probabilities(pool_logits(logits, pooling)).exp();
}

torch::Tensor clip_loss(const torch::Tensor& logits, const torch::Tensor& targets) {
  return -(targets * clip_log_probabilities(logits)).sum(-1).mean();
}

}  // namespace emorec
