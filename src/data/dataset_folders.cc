#include <algorithm>
#include <iterator>
#include <set>

#include "emorec/core/error.h"
#include "emorec/core/problems.h"
#include "emorec/media/clip_source.h"

#include "dataset_layouts.h"
#include "label_reader.h"
#include "person_name.h"
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

bool holds_class_folders(const fs::path& folder, const LabelSet& labels) {
  const auto folders = folders_in(folder);
  return std::any_of(folders.begin(), folders.end(), [&](const auto& path) {
    return labels.parse(path.filename().string()).has_value();
  });
}

bool holds_clips(const fs::path& folder) {
  for (const auto& entry : entries_of(folder)) {
    if (is_folder(entry) ? holds_clips(entry) : has_clip_extension(entry)) return true;
  }
  return false;
}

DatasetClip clip_at(const fs::path& path, Label label, const std::string& split) {
  return {path, label, split};
}

/// A folder in a class folder is one clip: its frames.
DatasetClip clip_of_frames(const fs::path& folder, Label label, const std::string& split) {
  DatasetClip clip = clip_at(folder, label, split);
  clip.without_frames = !is_folder(folder) || !holds_clips(folder);
  return clip;
}

using Clips = std::vector<DatasetClip>;

void read_class_folder(const fs::path& folder, Label label, const std::string& split, Clips& clips,
                       Problems& problems) {
  const auto before = clips.size();
  for (const auto& entry : entries_of(folder)) {
    if (!is_folder(entry)) {
      if (kind_of_file(entry) != ClipKind::kUnknown) clips.push_back(clip_at(entry, label, split));
    } else if (!folders_in(entry).empty()) {
      problems.add(entry,
                   "a folder in a class folder is the frames of one clip, but there are folders "
                   "in it");
    } else {
      clips.push_back(clip_of_frames(entry, label, split));
    }
  }
  if (clips.size() == before) problems.add(folder, "no clip in it");
}

/// Every class folder's clips; of a folder that is called otherwise, how many they are.
Clips read_classes(const fs::path& folder, const std::string& split, LabelReader& reader,
                   Problems& problems) {
  Clips clips;
  for (const auto& entry : folders_in(folder)) {
    const std::string name = entry.filename().string();
    if (const auto label = reader.labels().parse(name)) {
      const auto before = clips.size();
      read_class_folder(entry, *label, split, clips, problems);
      reader.read(name, entry, clips.size() - before);
    } else if (!is_aligned_faces(entry) && holds_clips(entry)) {
      Clips others;
      Problems ignored;
      read_class_folder(entry, {}, split, others, ignored);
      reader.read(name, entry, others.size());
    }
  }
  return clips;
}

/// Absolute, and without a slash at its end.
fs::path full_path(const fs::path& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

/// The part whose class folders name the clips of AFEW's folder of aligned faces; empty if `folder`
/// is not (in) such a one. Archives unpack to AlignedFaces…/AlignedFaces…/Faces or less of it.
fs::path part_of_aligned_faces(const fs::path& folder, const LabelSet& labels) {
  bool below_aligned = false;
  fs::path path = full_path(folder);
  for (int depth = 0; depth < 3; ++depth, path = path.parent_path()) {
    below_aligned |= is_aligned_faces(path);
    if (below_aligned && holds_class_folders(path.parent_path(), labels)) return path.parent_path();
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
Clips read_aligned_faces(const fs::path& faces, const fs::path& part, const std::string& name,
                         LabelReader& reader, Problems& problems) {
  Clips clips = read_classes(part, name, reader, problems);
  std::set<fs::path> seen;
  for (auto& clip : clips) {
    const fs::path clip_path = clip.path;
    clip = clip_of_frames(faces / clip_path.stem(), *clip.label, clip.split);
    if (!seen.insert(clip.path).second) {
      problems.add(clip_path, "another clip of this part has the same name: whose are the faces?");
    }
  }
  return clips;
}

/// What the part is called that `folder` is; empty if it is called otherwise.
/// @throws Error{kInput} if another one is wanted.
std::string part_at(const fs::path& folder, const WantedPart& wanted) {
  const std::string name = full_path(folder).filename().string();
  std::string part = known_split(name).empty() ? "" : name;
  if (!wanted || wanted->empty()) return part;
  if (!part.empty()) return choose_split({part}, *wanted, folder.string());
  throw Error(ErrorKind::kInput,
              folder.string() + ": holds class folders, no parts. Leave out --split.");
}

/// The first of what lies in a folder, for a message.
std::string names_in(const fs::path& folder) {
  constexpr std::size_t kMost = 5;
  const auto entries = entries_of(folder);
  std::string names;
  for (std::size_t i = 0; i < std::min(kMost, entries.size()); ++i) {
    names += (i > 0 ? ", " : "") + entries[i].filename().string();
  }
  if (entries.size() > kMost) names += " and others";
  return names.empty() ? "nothing" : names;
}

std::set<std::string> parts_in(const fs::path& folder, const LabelSet& labels) {
  std::set<std::string> parts;
  for (const auto& entry : folders_in(folder)) {
    const std::string name = entry.filename().string();
    if (!known_split(name).empty() && holds_class_folders(entry, labels)) parts.insert(name);
  }
  if (!parts.empty()) return parts;
  throw Error(ErrorKind::kInput,
              folder.string() +
                  ": neither labels.csv in it nor folders named by emotion (anger or Angry, and "
                  "so on), nor parts such as Val_AFEW that hold them. Found: " +
                  names_in(folder) + ".");
}

Dataset read_faces(const fs::path& folder, const fs::path& part, const WantedPart& wanted,
                   LabelReader& reader, Problems& problems) {
  const std::string name = part_at(part, wanted);
  const fs::path faces = innermost(folder);
  if (holds_class_folders(faces, reader.labels())) {
    return {faces, "class folders", name, read_classes(faces, name, reader, problems)};
  }
  return {faces, "AFEW's aligned faces", name,
          read_aligned_faces(faces, part, name, reader, problems)};
}

Dataset read_folders(const fs::path& folder, const WantedPart& wanted, LabelReader& reader,
                     Problems& problems) {
  const LabelSet& labels = reader.labels();
  if (const fs::path part = part_of_aligned_faces(folder, labels); !part.empty()) {
    return read_faces(folder, part, wanted, reader, problems);
  }
  Dataset dataset{folder, "class folders", "", {}};
  if (holds_class_folders(folder, labels)) {
    dataset.split = part_at(folder, wanted);
    dataset.clips = read_classes(folder, dataset.split, reader, problems);
    return dataset;
  }
  auto parts = parts_in(folder, labels);
  if (wanted) {
    dataset.split = choose_split(parts, *wanted, folder.string());
    parts = {dataset.split};
  }
  for (const auto& part : parts) {
    Clips clips = read_classes(folder / part, part, reader, problems);
    std::move(clips.begin(), clips.end(), std::back_inserter(dataset.clips));
  }
  return dataset;
}

}  // namespace

Dataset read_folder_layout(const fs::path& folder, const WantedPart& wanted,
                           const WantedLabels& labels) {
  LabelReader reader(labels);
  Problems problems;
  Dataset dataset = read_folders(folder, wanted, reader, problems);
  reader.complain(problems);
  problems.check();
  dataset.labels = labels.set;
  dataset.words = reader.words();
  for (auto& clip : dataset.clips) clip.target = all_for(*clip.label, labels.set);
  group_by_person(dataset.clips);
  return dataset;
}

}  // namespace emorec
