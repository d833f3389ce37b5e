// The optimizer of a run, whose rates are set step by step and whose memory can be stored.
#pragma once

#include <functional>
#include <memory>

#include <torch/nn/module.h>
#include <torch/optim/optimizer.h>

#include "emorec/train/train_options.h"

namespace emorec {

class Optimizer {
 public:
  /// The parameters of `backbone`, a part of the learner, have the backbone's rate, all others the
  /// head's.
  Optimizer(const torch::nn::Module& learner, const std::vector<torch::nn::Module*>& backbones,
            const TrainOptions& options);

  /// One step down the gradients, at `factor` times the peak rates.
  void step(double factor);
  void zero_grad() { optimizer_->zero_grad(); }

  /// What it remembers of past gradients, as the buffers of a module, and back.
  std::shared_ptr<torch::nn::Module> memory() const;
  void remember(const std::function<void(torch::nn::Module&)>& fill);

 private:
  const torch::nn::Module& learner_;
  const TrainOptions& options_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
};

}  // namespace emorec
