// One result of the shards of a batch: what a single run over the whole list would have written.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "emorec/batch/result_tables.h"
#include "emorec/core/cancel.h"

namespace emorec {

struct MergeOptions {
  std::vector<std::filesystem::path> shards;  ///< what `emorec batch --shard` wrote
  std::filesystem::path out;                  ///< one row a clip, by index
  TableFiles tables;                          ///< written from `out`

  /// @throws Error{kUsage} if there is no shard, or a file is named twice.
  void validate() const;
};

struct MergeSummary {
  std::size_t clips = 0;
  std::size_t answered = 0;  ///< with status "ok"
};

/// Checks that the rows are of one list, one model and one set of options, and that every clip of
/// the list is in exactly one of the files (twice in one file, after --retry-failed: the last row
/// counts), then writes them in order. Rows are copied byte by byte. Memory grows with the number
/// of clips by some 100 bytes each; no more than one row is held at a time.
/// @throws Error{kInput} naming file and line, or how many clips are missing and where to go on;
///         Error{kOutput}; Error{kCancelled}. `out` is then as it was.
MergeSummary merge_shards(const MergeOptions& options, const CancelToken& cancel);

}  // namespace emorec
