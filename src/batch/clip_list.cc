#include "emorec/batch/clip_list.h"

#include <algorithm>

#include <sys/stat.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/spelling.h"
#include "emorec/media/clip_source.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

using FileId = std::pair<dev_t, ino_t>;

std::int64_t modified_ns_of(const struct stat& status) {
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

/// Size and time of a folder of frames are those of its files.
void add_frames(const fs::path& folder, ListedClip& clip) {
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    struct stat status {};
    if (::stat(at->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    clip.size += static_cast<std::uintmax_t>(status.st_size);
    clip.modified_ns = std::max(clip.modified_ns, modified_ns_of(status));
  }
}

ListedClip listed(const fs::path& path) {
  ListedClip clip{path};
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return clip;
  clip.modified_ns = modified_ns_of(status);
  if (S_ISDIR(status.st_mode)) {
    add_frames(path, clip);
  } else {
    clip.size = static_cast<std::uintmax_t>(status.st_size);
  }
  return clip;
}

void add_clips_below(const fs::path& folder, std::vector<FileId>& above, FoundClips& found) {
  struct stat status {};
  const FileId id =
      ::stat(folder.c_str(), &status) == 0 ? FileId(status.st_dev, status.st_ino) : FileId();
  if (std::find(above.begin(), above.end(), id) != above.end()) return;  // a link to where we are
  above.push_back(id);
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const fs::path& path = at->path();
    std::error_code unknown;
    if (path.filename().native().front() == '.') continue;
    if (at->is_directory(unknown)) {
      add_clips_below(path, above, found);
    } else if (kind_of_file(path) != ClipKind::kUnknown) {
      found.clips.push_back(listed(path));
    } else {
      found.passed_over.push_back(path);
    }
  }
  if (failed) {
    throw Error(ErrorKind::kInput, folder.string() + ": the folder cannot be read (" +
                                       failed.message() + "). Check the path and its permissions.");
  }
  above.pop_back();
}

bool by_bytes(const fs::path& a, const fs::path& b) { return a.native() < b.native(); }

void put_in_order(ClipList& clips) {
  const auto less = [](const auto& a, const auto& b) { return by_bytes(a.path, b.path); };
  const auto same = [](const auto& a, const auto& b) { return a.path.native() == b.path.native(); };
  std::sort(clips.begin(), clips.end(), less);
  clips.erase(std::unique(clips.begin(), clips.end(), same), clips.end());
}

}  // namespace

FoundClips find_clips(const fs::path& folder) {
  FoundClips found;
  std::vector<FileId> above;
  add_clips_below(folder, above, found);
  put_in_order(found.clips);
  std::sort(found.passed_over.begin(), found.passed_over.end(), by_bytes);
  return found;
}

ClipList read_clip_list(std::istream& in, const std::string& name) {
  ClipList clips;
  for (std::string line; std::getline(in, line);) {
    if (line.find('\0') != std::string::npos) {
      throw Error(ErrorKind::kInput,
                  name +
                      ": not a list of clips (it is not text). Give a folder, or a text file with "
                      "a path on each line.");
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    clips.push_back(listed(named_file("", line)));
  }
  if (in.bad()) throw Error(ErrorKind::kInput, name + ": the list cannot be read.");
  put_in_order(clips);
  return clips;
}

std::string digest_of(const ClipList& clips) {
  // A path cannot hold a zero byte, so no two lists give the same text.
  std::string text;
  for (const auto& clip : clips) {
    text += clip.path.native() + '\0' + std::to_string(clip.size) + '\0';
  }
  return sha256_of(text);
}

}  // namespace emorec
