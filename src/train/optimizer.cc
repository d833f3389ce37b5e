#include "optimizer.h"

#include <algorithm>

#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

namespace emorec {
namespace {

using torch::optim::AdamWOptions;
using torch::optim::AdamWParamState;
using torch::optim::OptimizerParamGroup;
using torch::optim::SGDOptions;
using torch::optim::SGDParamState;

std::unique_ptr<torch::optim::Optimizer> make_optimizer(std::vector<OptimizerParamGroup> groups,
                                                        const TrainOptions& options) {
  if (options.optimizer == "adamw") {
    return std::make_unique<torch::optim::AdamW>(
        std::move(groups),
        AdamWOptions(1.0).betas({options.momentum, 0.999}).weight_decay(options.weight_decay));
  }
  return std::make_unique<torch::optim::SGD>(
      std::move(groups),
      SGDOptions(1.0).momentum(options.momentum).nesterov(true).weight_decay(options.weight_decay));
}

void set_rate(OptimizerParamGroup& group, double rate) {
  if (auto* sgd = dynamic_cast<SGDOptions*>(&group.options())) sgd->lr(rate);
  if (auto* adamw = dynamic_cast<AdamWOptions*>(&group.options())) adamw->lr(rate);
}

/// One buffer for each thing that is remembered of each parameter.
struct Memory : torch::nn::Module {
  Memory(const torch::nn::Module& learner, bool adamw) {
    for (const auto& item : learner.named_parameters()) {
      std::string name = item.key();  // a buffer's name must not contain dots
      std::replace(name.begin(), name.end(), '.', '/');
      auto& of_parameter = buffers[c10::guts::to_string(item.value().unsafeGetTensorImpl())];
      of_parameter.push_back(register_buffer(name, torch::zeros_like(item.value())));
      if (!adamw) continue;
      of_parameter.push_back(register_buffer(name + "/square", torch::zeros_like(item.value())));
      of_parameter.push_back(register_buffer(name + "/steps", torch::zeros({1})));
    }
  }
  std::map<std::string, std::vector<torch::Tensor>> buffers;  // by the optimizer's own key
};

}  // namespace

Optimizer::Optimizer(const torch::nn::Module& learner,
                     const std::vector<torch::nn::Module*>& backbones, const TrainOptions& options)
    : learner_(learner), options_(options) {
  std::vector<torch::Tensor> pretrained;
  for (const auto* backbone : backbones) {
    for (const auto& parameter : backbone->parameters()) pretrained.push_back(parameter);
  }
  std::vector<torch::Tensor> head;
  for (const auto& parameter : learner.parameters()) {
    const bool is_head =
        std::none_of(pretrained.begin(), pretrained.end(),
                     [&](const torch::Tensor& other) { return other.is_same(parameter); });
    if (is_head) head.push_back(parameter);
  }
  optimizer_ =
      make_optimizer({OptimizerParamGroup(pretrained), OptimizerParamGroup(head)}, options);
}

void Optimizer::step(double factor) {
  set_rate(optimizer_->param_groups()[0], options_.backbone_rate * factor);
  set_rate(optimizer_->param_groups()[1], options_.head_rate * factor);
  optimizer_->step();
}

std::shared_ptr<torch::nn::Module> Optimizer::memory() const {
  const bool adamw = options_.optimizer == "adamw";
  auto memory = std::make_shared<Memory>(learner_, adamw);
  for (auto& [key, buffers] : memory->buffers) {
    const auto found = optimizer_->state().find(key);
    if (found == optimizer_->state().end()) continue;
    if (adamw) {
      auto& state = static_cast<AdamWParamState&>(*found->second);
      buffers[0].copy_(state.exp_avg());
      buffers[1].copy_(state.exp_avg_sq());
      buffers[2].fill_(static_cast<double>(state.step()));
    } else {
      buffers[0].copy_(static_cast<SGDParamState&>(*found->second).momentum_buffer());
    }
  }
  return memory;
}

void Optimizer::remember(const std::function<void(torch::nn::Module&)>& fill) {
  const bool adamw = options_.optimizer == "adamw";
  Memory memory(learner_, adamw);
  fill(memory);
  for (const auto& [key, buffers] : memory.buffers) {
    if (adamw) {
      auto state = std::make_unique<AdamWParamState>();
      state->exp_avg(buffers[0]);
      state->exp_avg_sq(buffers[1]);
      state->step(buffers[2].item<std::int64_t>());
      optimizer_->state()[key] = std::move(state);
    } else {
      auto state = std::make_unique<SGDParamState>();
      state->momentum_buffer(buffers[0]);
      optimizer_->state()[key] = std::move(state);
    }
  }
}

}  // namespace emorec
