#include "emorec/nn/preprocessing.h"

namespace emorec {
namespace {

torch::Tensor per_channel(const std::array<double, 3>& values) {
  return torch::tensor({values[0], values[1], values[2]}, torch::kFloat32).view({1, 3, 1, 1});
}

torch::Tensor normalise(const torch::Tensor& rgb, const ViewSpec& view) {
  return (rgb - per_channel(view.mean)) / per_channel(view.std);
}

torch::Tensor values_of_bgr(const std::vector<const std::uint8_t*>& chips, std::int64_t side) {
  auto bytes =
      torch::empty({static_cast<std::int64_t>(chips.size()), side, side, 3}, torch::kUInt8);
  auto* to = bytes.data_ptr<std::uint8_t>();
  for (const auto* chip : chips) to = std::copy_n(chip, side * side * 3, to);
  return bytes.permute({0, 3, 1, 2}).to(torch::kFloat32) / 255.0;
}

/// One pass over the bytes, by a table of what each becomes, into the order of values that oneDNN
/// computes with (channels last).
template <int kChannels>
torch::Tensor looked_up(const std::vector<const std::uint8_t*>& chips, const ViewSpec& view) {
  const auto all = torch::arange(256, torch::kFloat32).view({256, 1, 1, 1}) / 255.0;
  const auto table = normalise_grey(all, view).contiguous();  // 256×3
  const float* of_byte = table.data_ptr<float>();
  const std::int64_t side = view.size;
  auto values = torch::empty({static_cast<std::int64_t>(chips.size()), side, side, 3});
  auto* to = values.data_ptr<float>();
  for (const auto* chip : chips) {
    const auto* end = chip + side * side * kChannels;
    for (; chip != end; chip += kChannels, to += 3) {
      for (int c = 0; c < 3; ++c) to[c] = of_byte[3 * chip[kChannels == 1 ? 0 : 2 - c] + c];
    }
  }
  return values.permute({0, 3, 1, 2});
}

}  // namespace

torch::Tensor normalise_grey(const torch::Tensor& grey, const ViewSpec& view) {
  return normalise(grey.expand({-1, 3, -1, -1}), view);
}

torch::Tensor normalise_bgr(const torch::Tensor& bgr, const ViewSpec& view) {
  if (!view.grey) return normalise(bgr.flip(1), view);
  // The weights of ITU-R BT.601, as OpenCV and most grey data sets use them.
  const auto weights = torch::tensor({0.114F, 0.587F, 0.299F}).view({1, 3, 1, 1});
  return normalise_grey((bgr * weights).sum(1, /*keepdim=*/true), view);
}

torch::Tensor pictures_to_tensor(const std::vector<const std::uint8_t*>& chips, int channels,
                                 const ViewSpec& view) {
  if (channels == 3 && view.grey) return normalise_bgr(values_of_bgr(chips, view.size), view);
  return channels == 1 ? looked_up<1>(chips, view) : looked_up<3>(chips, view);
}

}  // namespace emorec
