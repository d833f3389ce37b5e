// Clips made of stills as a model's backbone sees them, for the commands that learn from such.
#pragma once

#include "emorec/train/ablation.h"

#include "training_chips.h"

namespace emorec::cli {

struct StillClipMaps {
  ClipMaps train;
  ClipMaps test;  ///< of other stills
};

/// So many clips of the stills to train on, and of those of other parts.
/// @throws Error{kInput} if there are no parts, or too few stills in one; Error{kCancelled}.
StillClipMaps make_still_clip_maps(const TrainingChips& stills, const Model& model,
                                   std::size_t train_clips, std::size_t test_clips, unsigned seed,
                                   const Session& session);

}  // namespace emorec::cli
