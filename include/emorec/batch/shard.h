// A part of a batch, for one of several machines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emorec/batch/clip_list.h"

namespace emorec {

/// The `number`-th of `count` shards; 1 ≤ number ≤ count, as Slurm's --array=1-n counts.
struct Shard {
  int number = 1;
  int count = 1;

  /// "2/8".
  /// @throws Error{kUsage}.
  static Shard parse(const std::string& text);
};

/// The indices of the shard's clips, ascending. Every clip is in one shard; shards hold about as
/// many bytes each (largest clip first, always to the shard with least so far); the same list gives
/// the same shards anywhere.
std::vector<std::size_t> clips_of(const Shard& shard, const ClipList& clips);

}  // namespace emorec
