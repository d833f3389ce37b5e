// From the bytes of face chips to the tensor that a network takes.
#pragma once

#include <cstdint>
#include <vector>

#include <torch/types.h>

#include "emorec/nn/model_config.h"

namespace emorec {

/// B chips of size×size×channels bytes → B×3×size×size, normalised as `view` says.
/// @param channels 1 for grey, 3 for BGR
torch::Tensor pictures_to_tensor(const std::vector<const std::uint8_t*>& chips, int channels,
                                 const ViewSpec& view);

/// Grey values in 0…1, B×1×S×S → B×3×S×S: the same picture in each channel, normalised.
torch::Tensor normalise_grey(const torch::Tensor& grey, const ViewSpec& view);

/// BGR values in 0…1, B×3×S×S → the same shape, normalised: RGB, or its luma in each channel.
torch::Tensor normalise_bgr(const torch::Tensor& bgr, const ViewSpec& view);

}  // namespace emorec
