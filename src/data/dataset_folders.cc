#include <algorithm>
#include <set>

#include "emorec/core/error.h"
#include "emorec/core/problems.h"
#include "emorec/media/clip_source.h"

#include "dataset_layouts.h"
#include "split_name.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

constexpr const char* kAlignedFaces = "AlignedFaces";  // how AFEW's folder of them begins

bool is_hidden(const fs::path& path) { return path.filename().string().rfind('.', 0) == 0; }

bool is_folder(const fs::path& path) {
  std::error_code unknown;  // a link to nowhere is none
  return fs::is_directory(path, unknown);
}

bool is_aligned_faces(const fs::path& path) {
  return path.filename().string().rfind(kAlignedFaces, 0) == 0;
}

/// What is in a folder, without what is hidden.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  for (fs::directory_iterator at(folder, failure), end; at != end; at.increment(failure)) {
    if (!is_hidden(at->path())) entries.push_back(at->path());
  }
  if (failure) {
    throw Error(ErrorKind::kInput,
                folder.string() + ": cannot be read (" + failure.message() + ").");
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  auto entries = entries_of(folder);
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [](const auto& entry) { return !is_folder(entry); }),
                entries.end());
  return entries;
}

bool holds_class_folders(const fs::path& folder) {
  const auto folders = folders_in(folder);
  return std::any_of(folders.begin(), folders.end(), [](const auto& path) {
    return parse_emotion(path.filename().string()).has_value();
  });
}

bool holds_clips(const fs::path& folder) {
  for (const auto& entry : entries_of(folder)) {
    if (is_folder(entry) ? holds_clips(entry) : has_clip_extension(entry)) return true;
  }
  return false;
}

/// A folder in a class folder is one clip: its frames.
LabelledClip clip_of_frames(const fs::path& folder, Emotion label, const std::string& split) {
  return {folder, label, split, !is_folder(folder) || !holds_clips(folder)};
}

void read_class_folder(const fs::path& folder, Emotion label, Dataset& dataset,
                       Problems& problems) {
  const auto before = dataset.clips.size();
  for (const auto& entry : entries_of(folder)) {
    if (!is_folder(entry)) {
      if (has_clip_extension(entry)) dataset.clips.push_back({entry, label, dataset.split});
    } else if (!folders_in(entry).empty()) {
      problems.add(entry,
                   "a folder in a class folder is the frames of one clip, but there are folders "
                   "in it");
    } else {
      dataset.clips.push_back(clip_of_frames(entry, label, dataset.split));
    }
  }
  if (dataset.clips.size() == before) problems.add(folder, "no clip in it");
}

Dataset read_classes(const fs::path& folder, const std::string& split) {
  Dataset dataset{folder, "class folders", split, {}};
  Problems problems;
  for (const auto& entry : folders_in(folder)) {
    const std::string name = entry.filename().string();
    if (const auto label = parse_emotion(name)) {
      read_class_folder(entry, *label, dataset, problems);
    } else if (!is_aligned_faces(entry) && holds_clips(entry)) {
      problems.add(entry, "'" + name + "' is not one of the seven emotions. Move it elsewhere");
    }
  }
  problems.check();
  return dataset;
}

/// Absolute, and without a slash at its end.
fs::path full_path(const fs::path& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

/// The part whose class folders name the clips of AFEW's folder of aligned faces; empty if `folder`
/// is not (in) such a one. Archives unpack to AlignedFaces…/AlignedFaces…/Faces or less of it.
fs::path part_of_aligned_faces(const fs::path& folder) {
  bool below_aligned = false;
  fs::path path = full_path(folder);
  for (int depth = 0; depth < 3; ++depth, path = path.parent_path()) {
    below_aligned |= is_aligned_faces(path);
    if (below_aligned && holds_class_folders(path.parent_path())) return path.parent_path();
  }
  return {};
}

/// Down to where the clips' folders are: AFEW keeps features and points beside the faces.
fs::path innermost(fs::path folder) {
  for (;;) {
    const auto inside = folders_in(folder);
    const auto next = std::find_if(inside.begin(), inside.end(), [](const auto& path) {
      return is_aligned_faces(path) || path.filename() == "Faces";
    });
    if (next == inside.end()) return folder;
    folder = *next;
  }
}

/// Every clip of the part's class folders, with its frames from `faces`/NAME: those that are not
/// there are clips in which AFEW's makers found no face.
Dataset read_aligned_faces(const fs::path& faces, const fs::path& part, const std::string& name) {
  Dataset dataset = read_classes(part, name);
  dataset.layout = "AFEW's aligned faces";
  for (auto& clip : dataset.clips) {
    clip = clip_of_frames(faces / clip.path.stem(), clip.label, clip.split);
  }
  return dataset;
}

/// What the part is called that `folder` is; empty if it is called otherwise.
/// @throws Error{kInput} if another one is wanted.
std::string part_at(const fs::path& folder, const std::string& wanted) {
  const std::string name = full_path(folder).filename().string();
  const std::string part = known_split(name).empty() ? "" : name;
  if (wanted.empty()) return part;
  if (!part.empty()) return choose_split({part}, wanted, folder.string());
  throw Error(ErrorKind::kInput,
              folder.string() + ": holds class folders, no parts. Leave out --split.");
}

}  // namespace

Dataset read_folder_layout(const fs::path& folder, const std::string& split) {
  if (const fs::path part = part_of_aligned_faces(folder); !part.empty()) {
    const std::string name = part_at(part, split);
    const fs::path faces = innermost(folder);
    return holds_class_folders(faces) ? read_classes(faces, name)
                                      : read_aligned_faces(faces, part, name);
  }
  if (holds_class_folders(folder)) return read_classes(folder, part_at(folder, split));
  std::set<std::string> parts;
  for (const auto& entry : folders_in(folder)) {
    const std::string name = entry.filename().string();
    if (!known_split(name).empty() && holds_class_folders(entry)) parts.insert(name);
  }
  if (parts.empty()) {
    throw Error(ErrorKind::kInput,
                folder.string() +
                    ": neither labels.csv in it nor folders named by emotion (anger or Angry, and "
                    "so on), nor parts such as Val_AFEW that hold them.");
  }
  const std::string part = choose_split(parts, split, folder.string());
  return read_classes(folder / part, part);
}

}  // namespace emorec
