// Clips made of stills, for comparing ways of pooling over time where no film can be had: most of a
// clip may show neutral or ambiguous faces, and only some of it the emotion that it is labelled by.
// docs/clip-benchmark.md has the definition and what it cannot show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/data/chip_set.h"

namespace emorec {

struct StillClips {
  ChipSet chips;                     ///< rendered frames, as `aligned`
  std::vector<std::size_t> sources;  ///< F, the still that each frame shows: an index given in
  std::vector<double> shares;        ///< N, of a clip's frames, those that show the labelled still
};

/// `count` clips of 8, 16, 32 or 64 frames from the one-frame clips `stills` of `set`. Emotions
/// take turns, but no still lends its label to more than two clips: an emotion without one left is
/// passed over. The same seed gives the same bytes.
/// @throws Error{kInput} if the stills do not suffice for `count` clips, or there is neither a
/// neutral nor an ambiguous one to fill clips with; Error{kCancelled}.
StillClips clips_of_stills(const ChipSet& set, const std::vector<std::size_t>& stills,
                           std::size_t count, std::uint64_t seed, const CancelToken& cancel);

}  // namespace emorec
