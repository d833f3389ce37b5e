// The network that a training run begins with.
#pragma once

#include <cstdint>
#include <filesystem>

#include "emorec/nn/model_file.h"

namespace emorec {

/// Where its weights come from; what is not named begins at random.
struct FirstWeights {
  std::filesystem::path backbone;          ///< the first view's: of a backbone or a model
  std::filesystem::path context_backbone;  ///< the second view's, likewise
  std::filesystem::path model;  ///< gives all, save a classifier that does not suit the pooling
};

/// A network as configured, the same for the same seed.
/// @throws Error{kModel} if a file does not fit.
Model new_network(const ModelConfig& config, const FirstWeights& from, std::uint64_t seed);

/// For what LibTorch computes on the calling thread from now on: training, calibrating, ablation.
void compute_on(int threads);

}  // namespace emorec
