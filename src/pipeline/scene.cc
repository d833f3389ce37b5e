#include "scene.h"

#include <algorithm>
#include <map>
#include <set>

namespace emorec {

void Scene::score_kept_back(std::size_t count) {
  for (auto& seen : seen_) {
    if (count == 0) return;
    if (seen.row != kKeptBack) continue;
    seen.row = scored_++;
    --count;
  }
}

int Scene::people() const {
  std::set<int> tracks;
  for (const auto& seen : seen_) tracks.insert(seen.track);
  return static_cast<int>(tracks.size());
}

std::int64_t Scene::looks_with(int track) const {
  return std::count_if(seen_.begin(), seen_.end(),
                       [track](const Seen& seen) { return seen.track == track; });
}

std::vector<Role> Scene::roles() const {
  std::map<int, Role> by_track;
  for (const auto& seen : seen_) {
    if (seen.row == kKeptBack) continue;
    Role& role = by_track[seen.track];
    role.subject.id = seen.track;
    role.subject.frames.push_back(seen.frame);
    role.rows.push_back(seen.row);
  }
  std::vector<Role> sorted;
  sorted.reserve(by_track.size());
  for (auto& [track, role] : by_track) sorted.push_back(std::move(role));
  std::stable_sort(sorted.begin(), sorted.end(), [](const Role& a, const Role& b) {
    return a.subject.presence() > b.subject.presence();
  });
  return sorted;
}

std::vector<Frame> Scene::not_scored(int track) const {
  std::vector<Frame> frames = passed_;
  for (const auto& seen : seen_) {
    if (seen.row != kKeptBack || seen.track != track) continue;
    frames.push_back({{}, seen.frame.index, seen.frame.time, 0});
  }
  std::sort(frames.begin(), frames.end(),
            [](const Frame& a, const Frame& b) { return a.index < b.index; });
  return frames;
}

}  // namespace emorec
