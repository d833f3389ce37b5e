// What holds for all face chips that were read.
#pragma once

#include "emorec/data/chip_set.h"

#include "fuzz.h"

namespace emorec::fuzz {

inline void require_whole(const ChipSet& set) {
  std::size_t frames = 0;
  for (const auto& clip : set.clips) {
    require(clip.first == frames, "clips follow each other");
    require(clip.target.size() == set.labels.size(), "a target has a share for each label");
    frames += clip.frames;
  }
  require(frames == set.frame_count(), "the clips' frames are all frames");
  require(set.aligned.size() == frames * set.chip_bytes(), "each frame has a chip");
  require(set.whole.empty() || set.whole.size() == set.aligned.size(), "each frame has a whole");
}

}  // namespace emorec::fuzz
