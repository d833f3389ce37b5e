// A copy of a module's weights and running statistics, or their moving average.
#pragma once

#include <utility>
#include <vector>

#include <torch/nn/module.h>

namespace emorec {

class Snapshot : public torch::nn::Module {
 public:
  /// Starts as the module is.
  explicit Snapshot(const torch::nn::Module& of);

  /// Becomes decay·itself + (1 − decay)·the module.
  void update(double decay);

  /// Exchanges its values with the module's.
  void swap();

 private:
  std::vector<std::pair<torch::Tensor, torch::Tensor>> pairs_;  // the module's tensor, its copy
};

}  // namespace emorec
