// Which frames to look at when fewer than all are wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "emorec/media/clip_source.h"

namespace emorec::media {

/// Chooses `count` of n increasing times (all, if count >= n), spread evenly over the time that
/// they cover: the time is cut into `count` equal parts, and from each is taken what lies nearest
/// to its middle and is not taken yet.
std::vector<double> choose_evenly(const std::vector<double>& times, std::int64_t count);

/// Snippets around `count` times that are chosen so.
std::vector<SnippetTimes> choose_snippets(const std::vector<double>& times, std::int64_t count);

/// The times of all their frames, increasing.
std::vector<double> times_of(const std::vector<SnippetTimes>& snippets);

/// Says of each frame of a stream, as it comes, whether it is wanted.
class FrameSampler {
 public:
  /// Wants every frame.
  FrameSampler() = default;

  /// Wants one frame for each of the increasing `targets`: the first at or after it, so that the
  /// next frame stands in for one that could not be decoded.
  explicit FrameSampler(std::vector<double> targets);

  bool wants(double time) const;

  /// Whether it is one of the targets.
  bool is_target(double time) const;

  /// The first target that is not met; none if all are.
  std::optional<double> next_target() const;

  /// The frame at `time` was taken: its target is met.
  void take(double time);

 private:
  bool all_ = true;
  std::vector<double> targets_;
  std::size_t next_ = 0;
};

}  // namespace emorec::media
