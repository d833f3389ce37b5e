#include "person_name.h"

#include <algorithm>
#include <map>

#include "emorec/media/extension.h"

namespace emorec {
namespace {

constexpr std::size_t kLeastPeople = 5;  // nobody has more than a fifth of the stills

std::string person_of(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  return stem.substr(0, stem.find_last_not_of("0123456789_- ") + 1);
}

}  // namespace

void group_by_person(std::vector<DatasetClip>& clips) {
  std::map<std::string, std::vector<DatasetClip*>> people;
  std::size_t stills = 0;
  for (auto& clip : clips) {
    if (!has_image_extension(clip.path)) continue;
    ++stills;
    people[person_of(clip.path)].push_back(&clip);
  }
  const bool all_of_people = std::all_of(people.begin(), people.end(), [&](const auto& person) {
    return person.second.size() * kLeastPeople < stills;
  });
  if (!all_of_people) return;
  for (auto& [person, images] : people) {
    for (auto* image : images) image->group = person;
  }
}

}  // namespace emorec
