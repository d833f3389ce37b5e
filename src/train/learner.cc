#include "learner.h"

#include <torch/utils.h>

namespace emorec {

Learner::Learner(const Model& model, const TrainOptions& options, std::size_t sources)
    : network_(register_module("network", model.network)),
      dropout_(model.config.dropout),
      frozen_(options.backbone_rate == 0) {
  const auto shape = network_->head().weight.sizes();
  if (options.source_share > 0) {
    sources_ = register_module(
        "sources", torch::nn::Linear(shape[1], shape[0] * static_cast<std::int64_t>(sources)));
  }
  if (options.apart_epochs == 0) return;
  for (const int depth : network_->depths()) {
    apart_.push_back(register_module("apart" + std::to_string(apart_.size()),
                                     torch::nn::Linear(depth, shape[0])));
  }
}

void Learner::train(bool on) {
  Module::train(on);
  if (!frozen_) return;
  for (auto* backbone : network_->backbones()) {
    backbone->eval();
    for (auto& parameter : backbone->parameters()) parameter.set_requires_grad(false);
  }
}

std::vector<torch::Tensor> Learner::logits_apart(const ViewTensors& views) {
  std::vector<torch::Tensor> logits;
  for (const auto& descriptor : network_->alone(views)) {
    logits.push_back(apart_.at(logits.size())(descriptor));
  }
  return logits;
}

torch::Tensor Learner::source_logits(const FrameOutputs& outputs, const torch::Tensor& sources) {
  const auto labels = network_->head().weight.size(0);
  const auto descriptor = outputs.descriptor.to(torch::kFloat32);
  const auto all = sources_(torch::dropout(descriptor, dropout_, is_training()));
  const auto own = sources.view({-1, 1, 1}).expand({-1, 1, labels});
  return all.unflatten(1, {-1, labels}).gather(1, own).squeeze(1);
}

void Learner::mix_classifiers(double share) {
  if (!has_sources()) return;
  const torch::NoGradGuard no_grad;
  const LinearHead own = network_->head();
  const auto labels = own.weight.size(0);
  own.weight.lerp_(sources_->weight.unflatten(0, {-1, labels}).mean(0), share);
  own.bias.lerp_(sources_->bias.unflatten(0, {-1, labels}).mean(0), share);
}

}  // namespace emorec
