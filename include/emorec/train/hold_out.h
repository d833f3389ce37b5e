// A part of the training clips that is only looked at.
#pragma once

#include <cstddef>
#include <vector>

#include "emorec/data/chip_set.h"

namespace emorec {

struct HoldOut {
  std::vector<std::size_t> train;
  std::vector<std::size_t> held_out;
};

/// Splits `clips` (indices into the set) so that close to `share` of each label is held out and no
/// group (person, film) is on both sides; a clip without a group is one of its own. The same clips
/// give the same split on every machine.
HoldOut hold_out(const ChipSet& chips, const std::vector<std::size_t>& clips, double share);

}  // namespace emorec
