// What is read off a person's frames for pictures and lists.
#pragma once

#include <cstddef>
#include <vector>

#include "emorec/pipeline/prediction.h"

namespace emorec {

/// Places in `person.frames`, the most important first; of equals the earlier.
std::vector<std::size_t> by_importance(const PersonPrediction& person);

/// What this frame alone is taken for: the softmax of its logits, sum 1. (P(t,·), in contrast, sums
/// to 1 over all frames.)
Distribution own_probabilities(const FramePrediction& frame);

}  // namespace emorec
