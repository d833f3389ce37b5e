#include "emorec/data/class_folders.h"

#include <algorithm>
#include <cstdint>

#include "emorec/core/error.h"

namespace emorec {
namespace {

std::string person_of(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  return stem.substr(0, stem.find_last_not_of("0123456789_- ") + 1);
}

/// FNV-1a: the same on every machine, unlike std::hash.
bool is_held_out(const std::string& person) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const unsigned char byte : person) hash = (hash ^ byte) * 1099511628211ULL;
  return (hash >> 32U) % 5 == 0;
}

}  // namespace

ClassFolders read_class_folders(const std::filesystem::path& folder) {
  std::vector<LabelledImage> images;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto emotion = parse_emotion(entry.path().filename().string());
    if (!emotion || !entry.is_directory()) continue;
    for (const auto& file : std::filesystem::directory_iterator(entry.path())) {
      LabelledImage image{file.path(), {}, *emotion, *emotion};
      image.votes[static_cast<std::size_t>(*emotion)] = 1;
      images.push_back(std::move(image));
    }
  }
  if (images.empty()) {
    throw Error(ErrorKind::kInput, folder.string() +
                                       ": no images in folders named after the emotions "
                                       "(anger, disgust and so on).");
  }
  std::sort(images.begin(), images.end(),
            [](const auto& a, const auto& b) { return a.path.native() < b.path.native(); });
  ClassFolders split;
  for (auto& image : images) {
    (is_held_out(person_of(image.path)) ? split.held_out : split.train).push_back(std::move(image));
  }
  return split;
}

}  // namespace emorec
