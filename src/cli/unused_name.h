// Names of files that are made one for each clip, of which several may have the same name.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace emorec::cli {

/// What a clip's own file or folder is called: "a.mp4" of "x/a.mp4", "frames" of "x/frames/".
inline std::filesystem::path last_name(const std::filesystem::path& clip) {
  const auto name = clip.has_filename() ? clip.filename() : clip.parent_path().filename();
  return name.empty() ? "clip" : name;
}

/// The name, and where it was used before "a.mp4-2".
inline std::filesystem::path unused_name(const std::filesystem::path& wanted,
                                         std::set<std::filesystem::path>& used) {
  std::filesystem::path name = wanted;
  for (int i = 2; !used.insert(name).second; ++i) {
    name = wanted;
    name += "-" + std::to_string(i);
  }
  return name;
}

}  // namespace emorec::cli
