#include "emorec/nn/preprocessing.h"

#include <torch/torch.h>

namespace emorec {
namespace {

torch::Tensor per_channel(const std::array<double, 3>& values) {
  return torch::tensor({values[0], values[1], values[2]}, torch::kFloat32).view({1, 3, 1, 1});
}

torch::Tensor normalise(const torch::Tensor& rgb, const InputConfig& input) {
  return (rgb - per_channel(input.mean)) / per_channel(input.std);
}

}  // namespace

torch::Tensor normalise_grey(const torch::Tensor& grey, const InputConfig& input) {
  return normalise(grey.expand({-1, 3, -1, -1}), input);
}

torch::Tensor normalise_bgr(const torch::Tensor& bgr, const InputConfig& input) {
  if (!input.grey) return normalise(bgr.flip(1), input);
  // The weights of ITU-R BT.601, as OpenCV and most grey data sets use them.
  const auto weights = torch::tensor({0.114F, 0.587F, 0.299F}).view({1, 3, 1, 1});
  return normalise_grey((bgr * weights).sum(1, /*keepdim=*/true), input);
}

torch::Tensor chips_to_tensor(const std::vector<const std::uint8_t*>& chips, int channels,
                              const InputConfig& input) {
  const std::int64_t side = input.size;
  const std::int64_t length = side * side * channels;
  const auto count = static_cast<std::int64_t>(chips.size());
  auto bytes = torch::empty({count, side, side, channels}, torch::kUInt8);
  auto* to = bytes.data_ptr<std::uint8_t>();
  for (const auto* chip : chips) to = std::copy_n(chip, length, to);
  const auto values = bytes.permute({0, 3, 1, 2}).to(torch::kFloat32) / 255.0;
  return channels == 1 ? normalise_grey(values, input) : normalise_bgr(values, input);
}

}  // namespace emorec
