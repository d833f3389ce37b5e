#include "emorec/batch/shard.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <numeric>
#include <queue>

#include "emorec/core/error.h"

namespace emorec {
namespace {

/// The number that is all of `text`; 0 if it is none.
int number_in(std::string_view text) {
  int value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  return failure == std::errc() && stop == end ? value : 0;
}

}  // namespace

Shard Shard::parse(const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  Shard shard;
  shard.number = number_in(std::string_view(text).substr(0, slash));
  shard.count = slash < text.size() ? number_in(std::string_view(text).substr(slash + 1)) : 0;
  if (shard.number < 1 || shard.number > shard.count) {
    throw Error(ErrorKind::kUsage, "--shard " + text +
                                       " makes no sense: give i/n with i from 1 to n, for example "
                                       "2/8.");
  }
  return shard;
}

std::vector<std::size_t> clips_of(const Shard& shard, const ClipList& clips) {
  std::vector<std::size_t> order(clips.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return clips[a].size > clips[b].size; });
  using Load = std::pair<std::uintmax_t, int>;  // bytes so far, shard
  std::priority_queue<Load, std::vector<Load>, std::greater<>> lightest;
  for (int number = 1; number <= shard.count; ++number) lightest.emplace(0, number);
  std::vector<std::size_t> chosen;
  for (const auto index : order) {
    const auto [bytes, number] = lightest.top();
    lightest.pop();
    lightest.emplace(bytes + clips[index].size + 1, number);  // + 1 spreads empty files too
    if (number == shard.number) chosen.push_back(index);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace emorec
