#include "emorec/train/augmentation.h"

#include <algorithm>
#include <cmath>

#include <torch/nn/functional.h>

#include "emorec/media/jpeg.h"

namespace emorec {
namespace F = torch::nn::functional;
namespace {

/// `count` values, uniform in [-range, range].
torch::Tensor uniform(std::int64_t count, double range) {
  return (torch::rand({count}) * 2 - 1) * range;
}

/// Clips of `frames` frames, one value each, repeated for each of their frames.
struct Clips {
  std::int64_t count;
  std::int64_t frames;

  torch::Tensor each(const torch::Tensor& per_clip) const {
    return per_clip.repeat_interleave(frames);
  }

  /// One place a clip, from which each frame strays by the jitter's share of the range.
  torch::Tensor place(double range, double jitter) const {
    return each(uniform(count, range * (1 - jitter))) + uniform(count * frames, range * jitter);
  }

  /// One value a clip, of shape B·T×1×1×1.
  torch::Tensor light(double range) const {
    return each(uniform(count, range)).view({-1, 1, 1, 1});
  }
};

/// Rotation, scale, squeeze, shift and mirror image as B·T×2×3 matrices from output to input, both
/// in −1…1.
torch::Tensor random_move(const Clips& clips, const AugmentationOptions& options) {
  const double jitter = options.frame_jitter;
  const auto angle = clips.place(options.rotation * M_PI / 180, jitter);
  const auto zoom = torch::exp(clips.place(std::log1p(options.scale), jitter));
  const auto mirror = clips.each(torch::randint(0, 2, {clips.count}).to(torch::kFloat32) * 2 - 1);
  const auto cosine = torch::cos(angle) * zoom;
  const auto sine = torch::sin(angle) * zoom;
  const auto shift = [&] { return clips.place(2 * options.shift, jitter); };
  const double most = std::log1p(options.squeeze) / 2;
  const auto squeeze =
      most > 0 ? torch::exp(clips.each(uniform(clips.count, most))) : torch::ones_like(zoom);
  const auto top = torch::stack({squeeze * mirror * cosine, -squeeze * sine, shift()}, 1);
  const auto bottom = torch::stack({mirror * sine / squeeze, cosine / squeeze, shift()}, 1);
  return torch::stack({top, bottom}, 1);
}

torch::Tensor move(const torch::Tensor& images, const Clips& clips, std::int64_t side,
                   const AugmentationOptions& options) {
  const auto grid =
      F::affine_grid(random_move(clips, options), {images.size(0), images.size(1), side, side},
                     /*align_corners=*/false);
  return F::grid_sample(
      images, grid, F::GridSampleFuncOptions().align_corners(false).padding_mode(torch::kBorder));
}

/// Gamma, light that falls off along a random direction, and coloured light.
torch::Tensor cast_light(const torch::Tensor& images, const Clips& clips,
                         const AugmentationOptions& options) {
  const auto place = torch::linspace(-0.5, 0.5, images.size(-1));
  auto light = clips.light(options.shadow) * place.view({1, 1, 1, -1}) +
               clips.light(options.shadow) * place.view({1, 1, -1, 1});
  if (images.size(1) == 3) {
    light = light + torch::cat({clips.light(options.tint), clips.light(options.tint),
                                clips.light(options.tint)},
                               1);
  }
  const auto gamma = torch::exp(clips.light(options.gamma));
  return (images.clamp(0, 1).pow(gamma) * torch::exp(light)).clamp(0, 1);
}

torch::Tensor change_contrast(const torch::Tensor& images, const Clips& clips,
                              const AugmentationOptions& options) {
  const auto mean = images.mean({1, 2, 3}, /*keepdim=*/true);
  const auto contrast = 1 + clips.light(options.contrast);
  return ((images - mean) * contrast + mean + clips.light(options.brightness)).clamp(0, 1);
}

/// S×S, sum 1: a line through the middle.
torch::Tensor line_kernel(std::int64_t side, double angle) {
  auto kernel = torch::zeros({side, side});
  const double half = static_cast<double>(side / 2);
  for (double along = -half; along <= half; along += 0.5) {
    const auto row = static_cast<std::int64_t>(std::lround(half + along * std::sin(angle)));
    const auto column = static_cast<std::int64_t>(std::lround(half + along * std::cos(angle)));
    kernel[row][column] = 1;
  }
  return kernel / kernel.sum();
}

/// A share of the images is blurred along a line, the same for all of a batch.
torch::Tensor blur_by_motion(const torch::Tensor& images, double share) {
  const std::int64_t longest = std::max<std::int64_t>(1, images.size(-1) / 20);
  const std::int64_t half = torch::randint(1, longest + 1, {1}).item<std::int64_t>();
  const double angle = torch::rand({1}).item<double>() * M_PI;
  const auto kernel = line_kernel(2 * half + 1, angle).expand({images.size(1), 1, -1, -1});
  const auto padded =
      F::pad(images, F::PadFuncOptions({half, half, half, half}).mode(torch::kReplicate));
  const auto blurred = F::conv2d(padded, kernel, F::Conv2dFuncOptions().groups(images.size(1)));
  return torch::where(torch::rand({images.size(0), 1, 1, 1}) < share, blurred, images);
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

torch::Tensor add_noise(const torch::Tensor& images, double largest_deviation) {
  const auto deviation = torch::rand({images.size(0), 1, 1, 1}) * largest_deviation;
  return (images + deviation * torch::randn_like(images)).clamp(0, 1);
}

/// C×S×S in 0…1, by way of a JPEG file of that quality.
torch::Tensor compressed(const torch::Tensor& image, int quality) {
  const auto bytes = (image * 255).round().to(torch::kUInt8).permute({1, 2, 0}).contiguous();
  const int side = static_cast<int>(bytes.size(0));
  const int type = CV_8UC(static_cast<int>(bytes.size(2)));
  const cv::Mat decoded = through_jpeg({side, side, type, bytes.data_ptr()}, quality);
  return torch::from_blob(decoded.data, bytes.sizes(), torch::kUInt8)
             .permute({2, 0, 1})
             .to(torch::kFloat32) /
         255.0;
}

void compress(const torch::Tensor& images, double share) {
  constexpr int kLowest = 10;
  constexpr int kHighest = 50;
  const auto random = torch::rand({images.size(0)});
  const auto quality = torch::randint(kLowest, kHighest, {images.size(0)});
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    if (random[i].item<double>() >= share) continue;
    images[i].copy_(compressed(images[i], quality[i].item<int>()));
  }
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

AugmentationOptions AugmentationOptions::none() {
  return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
}

torch::Tensor to_unit_range(const torch::Tensor& chips) {
  return chips.permute({0, 3, 1, 2}).to(torch::kFloat32) / 255.0;
}

torch::Tensor augment(const torch::Tensor& chips, std::int64_t frames, std::int64_t side,
                      const AugmentationOptions& options) {
  const Clips clips = {chips.size(0) / frames, frames};
  auto images = move(to_unit_range(chips), clips, side, options);
  images = change_contrast(cast_light(images, clips, options), clips, options);
  if (options.motion_blur > 0) images = blur_by_motion(images, options.motion_blur);
  images = add_noise(lose_detail(images, options.low_resolution), options.noise);
  if (options.compression > 0) compress(images, options.compression);
  erase(images, options.erasing);
  return images;
}

}  // namespace emorec
