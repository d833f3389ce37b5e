// The state of a training run between two steps, as a safetensors file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "emorec/train/trainer.h"

#include "optimizer.h"

namespace emorec {

/// How far a run is.
struct TrainingProgress {
  int epochs_done = 0;
  std::int64_t steps_done = 0;             ///< in the epoch after those
  double loss = 0;                         ///< sum over these steps
  std::vector<std::uint8_t> random_state;  ///< the state of torch's generator before the next step
  std::vector<EpochReport> reports;
};

/// The run's modules, by the name that they have in the file.
struct TrainingState {
  std::vector<std::pair<std::string, torch::nn::Module*>> modules;
  Optimizer& optimizer;
};

/// By rename. `run` is what `run_settings` gives.
/// @throws Error{kOutput}.
void save_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                     const TrainingProgress& progress, const std::string& run);

/// Restores a run; nothing is done if there is no such file.
/// @throws Error{kModel} if the file is damaged or of another network; Error{kUsage} naming the
/// options that are not those of the run.
TrainingProgress load_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                                 const std::string& run);

}  // namespace emorec
