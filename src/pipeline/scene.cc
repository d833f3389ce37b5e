#include "scene.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace emorec {
namespace {

void add_to(Role& role, const FramePrediction& frame, std::int64_t row) {
  role.subject.frames.push_back(frame);
  role.rows.push_back(row);
}

/// The frames of both in order.
Role merged(const Role& a, const Role& b) {
  Role both;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.rows.size() || j < b.rows.size()) {
    const bool take_a = j == b.rows.size() || (i < a.rows.size() && a.subject.frames[i].index <
                                                                        b.subject.frames[j].index);
    const Role& from = take_a ? a : b;
    std::size_t& k = take_a ? i : j;
    add_to(both, from.subject.frames[k], from.rows[k]);
    ++k;
  }
  return both;
}

}  // namespace

std::int64_t Scene::forget_before(double time) {
  const auto kept = std::find_if(seen_.begin(), seen_.end(),
                                 [time](const Seen& seen) { return seen.frame.time >= time; });
  const auto rows = kept - seen_.begin();
  seen_.erase(seen_.begin(), kept);
  for (auto& seen : seen_) seen.row -= rows;
  scored_ -= rows;
  looks_.erase(looks_.begin(), std::lower_bound(looks_.begin(), looks_.end(), time));
  return rows;
}

int Scene::people() const {
  std::set<int> tracks;
  for (const auto& seen : seen_) tracks.insert(seen.track);
  tracks.erase(kNobody);
  return static_cast<int>(tracks.size());
}

std::int64_t Scene::looks_for(int track) const {
  return std::count_if(seen_.begin(), seen_.end(),
                       [track](const Seen& seen) { return seen.is_of(track); });
}

std::vector<Role> Scene::roles() const {
  std::map<int, Role> by_track;
  for (const auto& seen : seen_) {
    add_to(by_track[seen.track], seen.frame, seen.row);
  }
  if (by_track.size() > 1 && by_track.count(kNobody) > 0) {
    const Role nobody = std::move(by_track.extract(kNobody).mapped());
    for (auto& [track, role] : by_track) role = merged(role, nobody);
  }
  std::vector<Role> sorted;
  sorted.reserve(by_track.size());
  for (auto& [track, role] : by_track) {
    role.subject.kind = track == kNobody ? SubjectKind::kScene : SubjectKind::kPerson;
    role.subject.id = track;
    sorted.push_back(std::move(role));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Role& a, const Role& b) {
    return a.subject.presence() > b.subject.presence();
  });
  return sorted;
}

}  // namespace emorec
