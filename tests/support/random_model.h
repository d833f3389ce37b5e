// Models whose weights are random: what is tested with them is not what they answer.
#pragma once

#include <filesystem>

#include "emorec/nn/model_config.h"

namespace emorec::testing {

/// The same for the same configuration and seed.
void save_random_model(const std::filesystem::path& path, const ModelConfig& config = {},
                       int seed = 7);

}  // namespace emorec::testing
