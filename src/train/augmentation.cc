#include "emorec/train/augmentation.h"

#include <cmath>

#include <torch/torch.h>

namespace emorec {
namespace F = torch::nn::functional;
namespace {

/// B values, uniform in [-range, range].
torch::Tensor uniform(std::int64_t count, double range) {
  return (torch::rand({count}) * 2 - 1) * range;
}

/// Rotation, scale, shift and mirror image as B×2×3 matrices from output to input, both in −1…1.
torch::Tensor random_similarity(std::int64_t count, const AugmentationOptions& options) {
  const auto angle = uniform(count, options.rotation * M_PI / 180);
  const auto zoom = torch::exp(uniform(count, std::log1p(options.scale)));
  const auto mirror = torch::randint(0, 2, {count}).to(torch::kFloat32) * 2 - 1;
  const auto cosine = torch::cos(angle) * zoom;
  const auto sine = torch::sin(angle) * zoom;
  const auto top = torch::stack({mirror * cosine, -sine, uniform(count, 2 * options.shift)}, 1);
  const auto bottom = torch::stack({mirror * sine, cosine, uniform(count, 2 * options.shift)}, 1);
  return torch::stack({top, bottom}, 1);
}

torch::Tensor move(const torch::Tensor& images, std::int64_t side,
                   const AugmentationOptions& options) {
  const auto grid = F::affine_grid(random_similarity(images.size(0), options),
                                   {images.size(0), 1, side, side}, /*align_corners=*/false);
  return F::grid_sample(
      images, grid, F::GridSampleFuncOptions().align_corners(false).padding_mode(torch::kBorder));
}

/// B×1×1×1 values, uniform in [-range, range].
torch::Tensor per_image(const torch::Tensor& images, double range) {
  return uniform(images.size(0), range).view({-1, 1, 1, 1});
}

/// Gamma, and light that falls off along a random direction.
torch::Tensor cast_light(const torch::Tensor& images, const AugmentationOptions& options) {
  const auto place = torch::linspace(-0.5, 0.5, images.size(-1));
  const auto fall_off = per_image(images, options.shadow) * place.view({1, 1, 1, -1}) +
                        per_image(images, options.shadow) * place.view({1, 1, -1, 1});
  const auto gamma = torch::exp(per_image(images, options.gamma));
  return (images.clamp(0, 1).pow(gamma) * torch::exp(fall_off)).clamp(0, 1);
}

torch::Tensor add_noise(const torch::Tensor& images, const AugmentationOptions& options) {
  const auto deviation = per_image(images, options.noise).abs();
  return (images + deviation * torch::randn_like(images)).clamp(0, 1);
}

torch::Tensor change_light(const torch::Tensor& images, const AugmentationOptions& options) {
  const auto mean = images.mean({1, 2, 3}, /*keepdim=*/true);
  const auto contrast = 1 + per_image(images, options.contrast);
  return ((images - mean) * contrast + mean + per_image(images, options.brightness)).clamp(0, 1);
}

/// A share of the images comes back from fewer pixels, the same number for all of a batch.
torch::Tensor lose_detail(const torch::Tensor& images, double share) {
  const std::int64_t side = images.size(-1);
  const std::int64_t coarse = torch::randint(side / 4, 2 * side / 3, {1}).item<std::int64_t>();
  const auto options = F::InterpolateFuncOptions().mode(torch::kBilinear).align_corners(false);
  const auto small =
      F::interpolate(images, F::InterpolateFuncOptions(options).size(std::vector{coarse, coarse}));
  const auto blurred =
      F::interpolate(small, F::InterpolateFuncOptions(options).size(std::vector{side, side}));
  return torch::where(torch::rand({images.size(0), 1, 1, 1}) < share, blurred, images);
}

/// Covers a rectangle of 15–40 % of each side with one random grey (Zhong et al. 2020).
void erase(const torch::Tensor& images, double share) {
  const auto side = static_cast<double>(images.size(-1));
  const auto random = torch::rand({images.size(0), 6});
  const auto values = random.accessor<float, 2>();
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    if (values[i][0] >= share) continue;
    const auto height = static_cast<std::int64_t>(side * (0.15 + 0.25 * values[i][1]));
    const auto width = static_cast<std::int64_t>(side * (0.15 + 0.25 * values[i][2]));
    const auto top = static_cast<std::int64_t>((side - height) * values[i][3]);
    const auto left = static_cast<std::int64_t>((side - width) * values[i][4]);
    images[i].narrow(1, top, height).narrow(2, left, width).fill_(values[i][5]);
  }
}

}  // namespace

torch::Tensor to_unit_range(const torch::Tensor& chips) {
  return chips.unsqueeze(1).to(torch::kFloat32) / 255.0;
}

torch::Tensor augment(const torch::Tensor& chips, std::int64_t side,
                      const AugmentationOptions& options) {
  auto images = move(to_unit_range(chips), side, options);
  images = change_light(cast_light(images, options), options);
  images = add_noise(lose_detail(images, options.low_resolution), options);
  erase(images, options.erasing);
  return images;
}

}  // namespace emorec
