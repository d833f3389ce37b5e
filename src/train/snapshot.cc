#include "snapshot.h"

#include <algorithm>

#include <torch/utils.h>

namespace emorec {

Snapshot::Snapshot(const torch::nn::Module& of) {
  const auto copy = [&](std::string name, const torch::Tensor& tensor) {
    if (!tensor.is_floating_point()) return;  // counters of batches, which inference ignores
    std::replace(name.begin(), name.end(), '.', '/');  // a buffer's name must not contain dots
    pairs_.emplace_back(tensor, register_buffer(name, tensor.detach().clone()));
  };
  for (const auto& item : of.named_parameters()) copy(item.key(), item.value());
  for (const auto& item : of.named_buffers()) copy(item.key(), item.value());
}

void Snapshot::update(double decay) {
  const torch::NoGradGuard no_grad;
  for (auto& [tensor, copy] : pairs_) copy.lerp_(tensor, 1 - decay);
}

void Snapshot::swap() {
  const torch::NoGradGuard no_grad;
  for (auto& [tensor, copy] : pairs_) {
    const auto kept = tensor.clone();
    tensor.copy_(copy);
    copy.copy_(kept);
  }
}

}  // namespace emorec
