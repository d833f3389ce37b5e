#include "still_clip_maps.h"

#include <spdlog/spdlog.h>

#include "pace.h"
#include "training_chips.h"

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

void add_still_clip_arguments(CLI::App& command, StillClipArguments& arguments) {
  command
      .add_option("datasets", arguments.datasets,
                  "Data sets of stills, or what extract cut of them, with a part called train and "
                  "another one to test on")
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("DATASET");
  command.add_option("--model", arguments.model, "A name or a file; the default model if left out");
  command.add_option("--clips", arguments.clips, "Clips to train on, about 1.5 MB of memory each")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--test-clips", arguments.test_clips, "Clips to test on, likewise")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

StillClipMaps make_still_clip_maps(const StillClipArguments& arguments, const Model& model,
                                   unsigned seed, const Session& session) {
  const auto loaded = load_training_chips(arguments.datasets, model.config.input, session);
  const auto others = test_stills(loaded);
  // The two parts' random numbers must not be the same ones.
  const unsigned even = 2 * seed;
  return {make("train", model, loaded.chips, loaded.train, arguments.clips, even, session),
          make("test", model, loaded.chips, others, arguments.test_clips, even + 1, session)};
}

}  // namespace emorec::cli
