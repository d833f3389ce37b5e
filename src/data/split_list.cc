#include "emorec/data/split_list.h"

#include <algorithm>
#include <fstream>
#include <map>

#include "emorec/core/error.h"
#include "emorec/core/lower_case.h"

namespace emorec {
namespace {

namespace fs = std::filesystem;

/// "surprise/name": the last folder and the file without its ending.
std::string key_of(const fs::path& name, bool has_ending) {
  const fs::path file = has_ending ? name.stem() : name.filename();
  return lower_case((name.parent_path().filename() / file).string());
}

/// Without the label's number and blanks around.
std::string clip_of(std::string line) {
  const auto trim = [&line] { line.erase(line.find_last_not_of(" \t\r") + 1); };
  trim();
  const auto number = line.find_last_not_of("0123456789");
  if (number != line.npos && (line[number] == ' ' || line[number] == '\t')) line.erase(number);
  trim();
  return line;
}

}  // namespace

ListedClips listed_clips(const std::vector<std::string>& names, const fs::path& list) {
  std::ifstream in(list);
  if (!in) throw Error(ErrorKind::kInput, list.string() + ": cannot be read.");
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    places.emplace(key_of(names[i], /*has_ending=*/true), i);
    places.emplace(key_of(names[i], /*has_ending=*/false), i);
  }
  ListedClips listed;
  for (std::string line; std::getline(in, line);) {
    const std::string clip = clip_of(line);
    if (clip.empty()) continue;
    auto found = places.find(key_of(clip, /*has_ending=*/false));
    if (found == places.end()) found = places.find(key_of(clip, /*has_ending=*/true));
    if (found == places.end()) {
      listed.missing.push_back(clip);
    } else {
      listed.places.push_back(found->second);
    }
  }
  if (listed.places.empty()) {
    throw Error(ErrorKind::kInput, list.string() +
                                       ": names none of the clips. Its lines are like \"joy/1000 "
                                       "4\": class folder, clip, the label's number.");
  }
  std::sort(listed.places.begin(), listed.places.end());
  listed.places.erase(std::unique(listed.places.begin(), listed.places.end()), listed.places.end());
  return listed;
}

}  // namespace emorec
