// The chips that `train`, `calibrate` and `ablate` work on, from data sets or from what `extract`
// cut.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emorec/nn/model_config.h"
#include "emorec/train/trainer.h"

#include "command.h"

namespace emorec::cli {

/// What a command is given to learn from.
struct TrainingSources {
  std::vector<std::filesystem::path> datasets;
  bool skip_unknown_labels = false;
};

/// `what` tells people which data sets are wanted.
void add_training_sources(CLI::App& command, TrainingSources& sources, const char* what);

struct TrainingChips {
  ChipSet chips;
  std::vector<std::size_t> train;    ///< clips of parts called train, or of no part
  std::vector<ClipSelection> other;  ///< those of other parts: one selection each a data set

  std::vector<std::size_t> other_clips() const;
};

/// All data sets together, cut as the model wants it, with its labels.
/// @throws Error as `load_chips`.
TrainingChips load_training_chips(const TrainingSources& sources, const ModelConfig& model,
                                  const Session& session);

/// What to call them in a log or a model's card.
std::string names_of(const TrainingSources& sources);

}  // namespace emorec::cli
