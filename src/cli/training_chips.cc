#include "training_chips.h"

#include <algorithm>
#include <map>

#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/core/spelling.h"
#include "emorec/data/chip_cache.h"

#include "cut_options.h"
#include "dataset_options.h"
#include "file_options.h"

namespace emorec::cli {
namespace {

/// Everything that gives no chip is said before the work begins.
CutObserver observe(const Session& session) {
  CutObserver observer;
  observer.dataset = [&session](const Dataset& dataset) { meet(dataset, session); };
  observer.cache = [&session](const std::filesystem::path& folder) {
    session.outputs.reads_also("the data set", folder);
  };
  observer.clip = [](const LeftOutClip* left_out, bool /*resumed*/) {
    if (left_out != nullptr) spdlog::warn("left out: {}: {}", left_out->name, left_out->reason);
  };
  return observer;
}

}  // namespace

std::vector<std::size_t> TrainingChips::other_clips() const {
  std::vector<std::size_t> clips;
  for (const auto& part : other) clips.insert(clips.end(), part.clips.begin(), part.clips.end());
  return clips;
}

void add_training_sources(CLI::App& command, TrainingSources& sources, const char* what) {
  read(command.add_option("datasets", sources.datasets, what))
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("DATASET");
  add_skip_unknown_labels(command, sources.skip_unknown_labels);
}

TrainingChips load_training_chips(const TrainingSources& sources, const ModelConfig& model,
                                  const Session& session) {
  CutOptions options = cut_options(model);
  options.threads = session.thread_count();
  TrainingChips all;
  all.chips = empty_chips(options, model.labels);
  std::map<std::filesystem::path, std::size_t> numbers;  // the data sets', which may be given twice
  for (const auto& dataset : sources.datasets) {
    ChipSet chips = load_chips(dataset, {model.labels, sources.skip_unknown_labels}, options,
                               observe(session), *session.cancel);
    const auto faces = std::count(chips.has_face.begin(), chips.has_face.end(), true);
    spdlog::info("{}: {}, {}, {:.1f} % with a face that the detector finds", dataset.string(),
                 counted(chips.clips.size(), "clip"), counted(chips.frame_count(), "frame"),
                 100.0 * static_cast<double>(faces) / static_cast<double>(chips.frame_count()));
    const auto source = numbers.try_emplace(dataset, numbers.size()).first->second;
    std::map<std::string, ClipSelection> parts;
    for (std::size_t i = 0; i < chips.clips.size(); ++i) {
      const std::string& split = chips.clips[i].split;
      const std::size_t place = all.chips.clips.size() + i;
      chips.clips[i].source = source;
      if (split.empty() || split == "train") {
        all.train.push_back(place);
      } else {
        parts[split].clips.push_back(place);
      }
    }
    append(all.chips, chips);
    for (auto& [split, selection] : parts) {
      selection.name = spelled(title_of(dataset) + " " + split);
      all.other.push_back(std::move(selection));
    }
  }
  return all;
}

std::string names_of(const TrainingSources& sources) {
  std::string names;
  for (const auto& path : sources.datasets) {
    names += (names.empty() ? "" : ", ") + path.lexically_normal().string();
  }
  return names;
}

}  // namespace emorec::cli
