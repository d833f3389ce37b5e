#include "learner.h"

#include <torch/torch.h>

namespace emorec {

Learner::Learner(const Model& model, bool two_label_sets)
    : network_(register_module("network", model.network)), dropout_(model.config.dropout) {
  if (!two_label_sets) return;
  const auto shape = network_->head().weight.sizes();
  second_ = register_module("second", torch::nn::Linear(shape[1], shape[0]));
}

torch::Tensor Learner::second_logits(const FrameOutputs& outputs) {
  const auto descriptor = outputs.descriptor.to(torch::kFloat32);
  return second_(torch::dropout(descriptor, dropout_, is_training()));
}

void Learner::mix_classifiers(double second_share) {
  const torch::NoGradGuard no_grad;
  const LinearHead first = network_->head();
  first.weight.lerp_(second_->weight, second_share);
  first.bias.lerp_(second_->bias, second_share);
}

}  // namespace emorec
