#include "emorec/train/context_crops.h"

#include "emorec/train/augmentation.h"

namespace emorec {
namespace {

torch::Tensor part(const torch::Tensor& contexts, std::int64_t top, std::int64_t left,
                   std::int64_t side) {
  return contexts.narrow(1, top, side).narrow(2, left, side);
}

}  // namespace

torch::Tensor random_crops(const torch::Tensor& contexts, std::int64_t frames, std::int64_t side) {
  const auto clips = contexts.size(0) / frames;
  const auto tops = torch::randint(contexts.size(1) - side + 1, {clips}, torch::kInt64);
  const auto lefts = torch::randint(contexts.size(2) - side + 1, {clips}, torch::kInt64);
  std::vector<torch::Tensor> parts;
  for (std::int64_t i = 0; i < clips; ++i) {
    parts.push_back(part(contexts.narrow(0, i * frames, frames), tops[i].item<std::int64_t>(),
                         lefts[i].item<std::int64_t>(), side));
  }
  return to_unit_range(torch::cat(parts));
}

torch::Tensor middle_crops(const torch::Tensor& contexts, std::int64_t side) {
  return to_unit_range(
      part(contexts, (contexts.size(1) - side) / 2, (contexts.size(2) - side) / 2, side));
}

}  // namespace emorec
