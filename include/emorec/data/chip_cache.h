// Face chips on disk, cut once for many trainings: a folder with cache.json, the chips in shards
// (chips-00000.safetensors and so on) and left_out.csv. docs/extract.md has the format.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/data/chip_cutter.h"
#include "emorec/data/chip_set.h"
#include "emorec/data/dataset.h"

namespace emorec {

struct CacheSummary {
  std::size_t clips = 0;    ///< with chips
  std::size_t frames = 0;   ///< chips
  std::size_t faces = 0;    ///< chips in which the detector found the face
  std::size_t resumed = 0;  ///< clips of the data set that were done before
  std::vector<LeftOutClip> left_out;
};

/// Cuts a data set into `folder`, which is made if need be. A shard is written as soon as its clips
/// are done; so what a run that was stopped has done is kept, and the same call goes on from there,
/// to the same bytes. The bytes do not depend on the number of threads. Shards that are damaged are
/// cut anew.
/// @throws Error{kOutput} if the folder cannot be written, or holds chips of another data set or of
///         other options; Error{kInput} if not a single clip gave a chip; as `cut_chips`.
CacheSummary write_chip_cache(const std::filesystem::path& folder, const Dataset& dataset,
                              const CutOptions& options, const CutObserver& observer,
                              const CancelToken& cancel);

/// Clips in the data set's order.
/// @throws Error{kInput} naming the file that is missing, damaged, or not a cache's.
ChipSet read_chip_cache(const std::filesystem::path& folder);

/// The chips of a cache, or else of a data set, cut here.
/// @throws Error{kInput} as `read_chip_cache` or `read_all_parts`, if a cache's chips are of
///         another size, colour or template than the options say or have other labels, and if there
///         is not a single chip; as `cut_chips`.
ChipSet load_chips(const std::filesystem::path& path, const WantedLabels& labels,
                   const CutOptions& options, const CutObserver& observer,
                   const CancelToken& cancel);

}  // namespace emorec
