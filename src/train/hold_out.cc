#include "emorec/train/hold_out.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace emorec {
namespace {

/// FNV-1a, the same on every machine, unlike std::hash; then spread by SplitMix64's last step,
/// since names that differ in their last digit alone would stay neighbours.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const unsigned char byte : text) hash = (hash ^ byte) * 1099511628211ULL;
  hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31U);
}

/// Clips without a label come after the last one.
std::size_t stratum_of(const ChipSet& chips, std::size_t clip) {
  const auto& label = chips.clips[clip].label;
  return label ? label->index : chips.labels.size();
}

}  // namespace

HoldOut hold_out(const ChipSet& chips, const std::vector<std::size_t>& clips, double share) {
  // In the order of a hash: as good as random, and independent of the order of the clips.
  std::map<std::pair<std::uint64_t, std::string>, std::vector<std::size_t>> groups;
  std::vector<double> wanted(chips.labels.size() + 1);
  for (const auto i : clips) {
    const auto& clip = chips.clips[i];
    const std::string& group = clip.group.empty() ? clip.name : clip.group;
    groups[{hash_of(group), group}].push_back(i);
    wanted[stratum_of(chips, i)] += share;
  }
  HoldOut split;
  for (const auto& [key, members] : groups) {
    std::vector<double> added(wanted.size());
    for (const auto i : members) added[stratum_of(chips, i)] += 1;
    // Holding a group out must bring more labels closer to what is wanted than away from it.
    double gain = 0;
    for (std::size_t c = 0; c < wanted.size(); ++c) {
      gain += std::abs(wanted[c]) - std::abs(wanted[c] - added[c]);
    }
    auto& side = gain > 0 ? split.held_out : split.train;
    side.insert(side.end(), members.begin(), members.end());
    if (gain <= 0) continue;
    for (std::size_t c = 0; c < wanted.size(); ++c) wanted[c] -= added[c];
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.held_out.begin(), split.held_out.end());
  return split;
}

}  // namespace emorec
