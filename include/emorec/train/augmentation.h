// Random changes that a face keeps its expression under.
#pragma once

#include <cstdint>

#include <torch/types.h>

namespace emorec {

struct AugmentationOptions {
  double rotation = 15;          ///< degrees, either way
  double scale = 0.15;           ///< relative, either way
  double shift = 0.08;           ///< of the chip's side, either way
  double brightness = 0.15;      ///< added, either way, of the full range
  double contrast = 0.25;        ///< relative, either way
  double low_resolution = 0.25;  ///< share of chips that lose detail
  double erasing = 0.2;          ///< share of chips of which a rectangle is covered
  double gamma = 0.4;   ///< range of the logarithm of gamma, either way: dim and bright film
  double shadow = 0.5;  ///< of the logarithm of light from one side to the other, either way
  double noise = 0.04;  ///< largest standard deviation of a chip's noise, of the full range
};

/// Grey bytes B×S×S → B×1×side×side in 0…1, from torch's default generator. Half of the chips are
/// mirrored.
torch::Tensor augment(const torch::Tensor& chips, std::int64_t side,
                      const AugmentationOptions& options);

/// The same conversion without any change, for evaluation.
torch::Tensor to_unit_range(const torch::Tensor& chips);

}  // namespace emorec
