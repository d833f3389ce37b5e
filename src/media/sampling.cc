#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clip_clock.h"

namespace emorec::media {
namespace {

/// The place of that one of times[first] .. times[last] which is nearest to `wanted`; the earlier
/// of equals.
std::size_t nearest(const std::vector<double>& times, std::size_t first, std::size_t last,
                    double wanted) {
  const auto begin = times.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = times.begin() + static_cast<std::ptrdiff_t>(last);
  const auto after = std::lower_bound(begin, end, wanted);
  if (after == begin) return first;
  const auto before = after - 1;
  const bool take_before = wanted - *before <= *after - wanted + kTimeSlack;
  return static_cast<std::size_t>((take_before ? before : after) - times.begin());
}

}  // namespace

std::vector<double> choose_evenly(const std::vector<double>& times, std::int64_t count) {
  if (count <= 0 || times.size() <= static_cast<std::size_t>(count)) return times;
  const auto wanted = static_cast<std::size_t>(count);
  const auto n = static_cast<double>(times.size());
  // Frames stand for the interval after them, the last one too: n frames cover n intervals.
  const double covered = (times.back() - times.front()) * n / (n - 1.0);
  const double part = covered / static_cast<double>(wanted);

  std::vector<double> chosen;
  chosen.reserve(wanted);
  std::size_t first = 0;
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::size_t last = times.size() - (wanted - i);  // leaves enough for the parts to come
    // Half an interval earlier than the part's middle: a frame's own middle is half an interval
    // after its timestamp.
    const double middle = times.front() + (static_cast<double>(i) + 0.5) * part - 0.5 * covered / n;
    const std::size_t place = nearest(times, first, last, middle);
    chosen.push_back(times[place]);
    first = place + 1;
  }
  return chosen;
}

std::vector<SnippetTimes> choose_snippets(const std::vector<double>& times, std::int64_t count) {
  constexpr double kAround = 0.0625;  // seconds
  std::vector<SnippetTimes> snippets;
  for (const double middle : choose_evenly(times, count)) {
    const auto around = [&](double time) {
      return times[nearest(times, 0, times.size() - 1, time)];
    };
    snippets.push_back({around(middle - kAround), middle, around(middle + kAround)});
    // Where frames are further apart, the nearest is the middle itself: its neighbours will do.
    const auto place = std::lower_bound(times.begin(), times.end(), middle);
    SnippetTimes& chosen = snippets.back();
    if (chosen.before == middle && place != times.begin()) chosen.before = *(place - 1);
    if (chosen.after == middle && place + 1 != times.end()) chosen.after = *(place + 1);
  }
  return snippets;
}

std::vector<double> times_of(const std::vector<SnippetTimes>& snippets) {
  std::vector<double> times;
  for (const auto& [before, middle, after] : snippets) {
    times.insert(times.end(), {before, middle, after});
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

FrameSampler::FrameSampler(std::vector<double> targets)
    : all_(false), targets_(std::move(targets)) {}

bool FrameSampler::wants(double time) const {
  return all_ || (next_ < targets_.size() && targets_[next_] <= time + kTimeSlack);
}

bool FrameSampler::is_target(double time) const {
  const auto found = std::lower_bound(targets_.begin(), targets_.end(), time - kTimeSlack);
  return found != targets_.end() && *found <= time + kTimeSlack;
}

std::optional<double> FrameSampler::next_target() const {
  if (next_ == targets_.size()) return std::nullopt;
  return targets_[next_];
}

void FrameSampler::take(double time) {
  while (next_ < targets_.size() && targets_[next_] <= time + kTimeSlack) ++next_;
}

}  // namespace emorec::media
