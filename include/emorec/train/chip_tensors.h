// A set of chips as tensors that share its memory.
#pragma once

#include <torch/types.h>

#include "emorec/data/chip_set.h"
#include "emorec/nn/model_config.h"

namespace emorec {

/// Bytes F×S×S×C of `frames`, one of the set's vectors of chips.
torch::Tensor chip_tensor(const ChipSet& chips, const std::vector<std::uint8_t>& frames);

/// Bytes F×H×W×C of its contexts; undefined if it has none.
torch::Tensor context_tensor(const ChipSet& chips);

/// Grey or BGR in 0…1, N×C×S×S, as a network takes it.
torch::Tensor normalise_chips(const torch::Tensor& images, const ViewSpec& view);

}  // namespace emorec
