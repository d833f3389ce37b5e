#include "still_clip_maps.h"

#include <spdlog/spdlog.h>

#include "pace.h"

namespace emorec::cli {
namespace {

/// Says every half minute how many frames are done.
StepsDone say_frames() {
  return [pace = Pace()](std::size_t done, std::size_t of) mutable {
    if (pace.is_due()) spdlog::info("{} of {} frames", done, of);
  };
}

/// Renders clips and keeps what the backbone makes of them.
ClipMaps make(const char* part, const Model& model, const ChipSet& chips,
              const std::vector<std::size_t>& stills, std::size_t count, unsigned seed,
              const Session& session) {
  const StillClips clips = clips_of_stills(chips, stills, count, seed, *session.cancel);
  spdlog::info("{} clips: {} with {} frames", part, count, clips.chips.frame_count());
  return map_clips(model, clips, *session.cancel, say_frames());
}

std::vector<std::size_t> test_stills(const TrainingChips& loaded) {
  auto stills = loaded.other_clips();
  if (stills.empty() || loaded.train.empty()) {
    throw Error(ErrorKind::kInput,
                "The data sets have no part called train, or no other part: clips to train on and "
                "clips to test on must not share a still.");
  }
  return stills;
}

}  // namespace

StillClipMaps make_still_clip_maps(const TrainingChips& stills, const Model& model,
                                   std::size_t train_clips, std::size_t test_clips, unsigned seed,
                                   const Session& session) {
  const auto others = test_stills(stills);
  // The two parts' random numbers must not be the same ones.
  const unsigned even = 2 * seed;
  return {make("train", model, stills.chips, stills.train, train_clips, even, session),
          make("test", model, stills.chips, others, test_clips, even + 1, session)};
}

}  // namespace emorec::cli
