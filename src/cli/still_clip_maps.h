// Clips made of stills as a model's backbone sees them, for the commands that learn from such.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emorec/study/ablation.h"

#include "command.h"
#include "training_chips.h"

namespace emorec::cli {

struct StillClipArguments {
  TrainingSources sources;
  std::string model;
  std::size_t clips = 1000;
  std::size_t test_clips = 500;
  std::filesystem::path videos;  ///< a folder for the clips to test on; empty for none
};

void add_still_clip_arguments(CLI::App& command, StillClipArguments& arguments);

struct StillClipMaps {
  ClipMaps train;
  ClipMaps test;  ///< the clips of other stills
};

/// Clips of the data sets' stills to train on, and of those of other parts.
/// @throws Error as `load_training_chips`; Error{kInput} if there are no parts, or too few stills
/// in one.
StillClipMaps make_still_clip_maps(const StillClipArguments& arguments, const Model& model,
                                   unsigned seed, const Session& session);

}  // namespace emorec::cli
