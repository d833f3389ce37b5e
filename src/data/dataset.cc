#include "emorec/data/dataset.h"

#include <algorithm>

#include "emorec/core/error.h"

#include "dataset_layouts.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

Dataset read_any(const fs::path& path, const WantedPart& wanted, const WantedLabels& labels) {
  std::error_code unknown;
  if (fs::is_regular_file(path, unknown)) return read_table_layout(path, wanted, labels);
  if (!fs::is_directory(path, unknown)) {
    throw Error(ErrorKind::kInput, path.string() +
                                       ": there is no such folder or file. Give a folder of class "
                                       "folders, or a CSV file with file,label.");
  }
  const fs::path table = path / "labels.csv";
  return fs::exists(table, unknown) ? read_table_layout(table, wanted, labels)
                                    : read_folder_layout(path, wanted, labels);
}

Dataset in_order(Dataset dataset, const fs::path& path) {
  dataset.path = path;
  std::sort(dataset.clips.begin(), dataset.clips.end(),
            [](const auto& a, const auto& b) { return a.path.native() < b.path.native(); });
  if (std::all_of(dataset.clips.begin(), dataset.clips.end(),
                  [](const auto& clip) { return clip.without_frames; })) {
    const std::string note = note_on_words(dataset);
    throw Error(ErrorKind::kInput, path.string() + ": no labelled clip in it" +
                                       (note.empty() ? "." : ": " + note + "."));
  }
  return dataset;
}

}  // namespace

Distribution all_for(Label label, const LabelSet& labels) {
  Distribution target(labels.size());
  target[label.index] = 1;
  return target;
}

Dataset read_dataset(const fs::path& path, const std::string& split, const WantedLabels& labels) {
  Dataset dataset = read_any(path, split, labels);
  auto& clips = dataset.clips;
  clips.erase(
      std::remove_if(clips.begin(), clips.end(), [](const auto& clip) { return !clip.label; }),
      clips.end());
  return in_order(std::move(dataset), path);
}

Dataset read_all_parts(const fs::path& path, const WantedLabels& labels) {
  return in_order(read_any(path, {}, labels), path);
}

std::vector<fs::path> files_of(const Dataset& dataset) {
  std::vector<fs::path> files;
  if (!dataset.table.empty()) files.push_back(dataset.table);
  for (const auto& clip : dataset.clips) files.push_back(clip.path);
  return files;
}

std::string title_of(const fs::path& dataset) {
  const auto path = fs::absolute(dataset).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace emorec
