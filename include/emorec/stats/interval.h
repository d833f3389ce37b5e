// How far a figure may lie from what a larger data set would give: 95 % intervals.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "emorec/stats/metrics.h"

namespace emorec {

struct Interval {
  double low = 0;
  double high = 0;
};

/// A figure without anything to measure it on has neither value nor interval; one of too few clips
/// has no interval.
struct Figure {
  std::optional<double> value;
  std::optional<Interval> interval;  ///< 95 %
};

/// Wilson's score interval (1927) of a share of `count` > 0.
Interval wilson_interval(std::int64_t right, std::int64_t count);

using Statistic = std::function<std::optional<double>(const Metrics&)>;

/// Efron's percentile bootstrap, stratified: each of 2,000 resamples draws every emotion's clips
/// anew from that emotion's clips, as many as there are. So a rare emotion is never missing, and
/// UAR means the same in every resample. The seed is fixed: the same matrix gives the same
/// interval. Absent where the statistic is, and where all resamples agree.
std::optional<Interval> bootstrap_interval(const Confusion& confusion, const Statistic& statistic);

/// What one clip adds to both sums of Σ numerator / Σ denominator. For a mean over faces, the
/// denominator counts the clip's faces.
struct ClipSum {
  double numerator = 0;
  double denominator = 0;
};

/// That quotient, with the percentile bootstrap's interval of 2,000 resamples that draw whole
/// clips: faces of one clip are much alike, so that they count as one drawing. Absent if the
/// denominators sum to 0; without an interval if all resamples agree. The seed is fixed.
Figure figure_of(const std::vector<ClipSum>& clips);

}  // namespace emorec
