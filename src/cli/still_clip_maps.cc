#include "still_clip_maps.h"

#include <opencv2/imgproc.hpp>
#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/core/files.h"
#include "emorec/media/clip_writer.h"

#include "model_folders.h"
#include "numbers.h"
#include "progress.h"

namespace emorec::cli {
namespace {

void write_video(const std::filesystem::path& path, const ChipSet& set, const LabelledClip& clip) {
  constexpr double kRate = 25;
  ClipWriter writer(path, {});
  for (std::size_t t = 0; t < clip.frames; ++t) {
    const auto* bytes = set.aligned.data() + (clip.first + t) * set.chip_bytes();
    const cv::Mat chip(set.size, set.size, set.channels == 1 ? CV_8UC1 : CV_8UC3,
                       const_cast<std::uint8_t*>(bytes));
    cv::Mat bgr = chip;
    if (set.channels == 1) cv::cvtColor(chip, bgr, cv::COLOR_GRAY2BGR);
    writer.add(bgr, static_cast<double>(t) / kRate);
  }
  writer.finish(1 / kRate);
}

/// One MP4 a clip, and labels.csv for `emorec evaluate --cropped`.
void write_videos(const std::filesystem::path& folder, const ChipSet& set) {
  std::filesystem::create_directories(folder);
  std::string table = "file,label\n";
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const std::string file = fmt::format("{:04}.mp4", i);
    write_video(folder / file, set, set.clips[i]);
    table += fmt::format("{},{}\n", file, set.labels.name(*set.clips[i].label));
  }
  replace_file(folder / "labels.csv", [&](std::ostream& out) { out << table; });
}

/// Renders clips and keeps what the backbone makes of them.
ClipMaps make(const char* part, const Model& model, const ChipSet& chips,
              const std::vector<std::size_t>& stills, std::size_t count, unsigned seed,
              const std::filesystem::path& videos, const Session& session) {
  const StillClips clips = clips_of_stills(chips, stills, count, seed, *session.cancel);
  spdlog::info("{}: {} of {}", part, counted(count, "clip"),
               counted(clips.chips.frame_count(), "frame"));
  if (!videos.empty()) write_videos(videos, clips.chips);
  Progress progress(session.quiet);
  return map_clips(model, clips, *session.cancel,
                   [&](std::size_t done, std::size_t of) { progress.count("frame", done, of); });
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
  add_training_sources(command, arguments.sources,
                       "Data sets of stills, or what extract cut of them, with a part called train "
                       "and another one to test on");
  add_model(command, arguments.model);
  add_count(command, "--clips", arguments.clips, "Clips to train on, about 1.5 MB of memory each");
  add_count(command, "--test-clips", arguments.test_clips, "Clips to test on, likewise");
}

StillClipMaps make_still_clip_maps(const StillClipArguments& arguments, const Model& model,
                                   unsigned seed, const Session& session) {
  const auto loaded = load_training_chips(arguments.sources, model.config, session);
  const auto others = test_stills(loaded);
  // The two parts' random numbers must not be the same ones.
  const unsigned even = 2 * seed;
  return {make("train", model, loaded.chips, loaded.train, arguments.clips, even, {}, session),
          make("test", model, loaded.chips, others, arguments.test_clips, even + 1,
               arguments.videos, session)};
}

}  // namespace emorec::cli
