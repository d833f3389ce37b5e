// The state of a training run between two epochs, as a safetensors file.
#pragma once

#include <filesystem>

#include <torch/nn/module.h>
#include <torch/optim/sgd.h>

namespace emorec {

struct TrainingState {
  torch::nn::Module& network;
  torch::optim::SGD& optimizer;
};

/// By rename.
/// @throws Error{kOutput}.
void save_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                     int epochs_done);

/// Restores a run and returns the number of epochs it had done; 0 if there is no such file.
/// @throws Error{kModel} if the file is damaged or of another network.
int load_checkpoint(const std::filesystem::path& path, const TrainingState& state);

}  // namespace emorec
