// What cutting in memory and cutting into a folder share.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "emorec/data/chip_cutter.h"

namespace emorec {

/// What a clip is called and labelled with, still without frames.
LabelledClip labelled_clip(const Dataset& dataset, const DatasetClip& clip);

/// `take` with the chips of each of the data set's clips at `places`, in that order, by the calling
/// thread.
void cut_in_order(const Dataset& dataset, const std::vector<std::size_t>& places,
                  const CutOptions& options, const CancelToken& cancel,
                  const std::function<void(CutClips)>& take);

void append(CutClips& clips, const CutClips& more);

}  // namespace emorec
