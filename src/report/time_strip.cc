#include "emorec/report/time_strip.h"

#include <algorithm>
#include <vector>

#include "frame_values.h"

namespace emorec {

TimeStrip time_strip(const Subject& subject, std::size_t columns) {
  const auto& frames = subject.frames;
  if (frames.size() < 2) return {};
  const double start = frames.front().time;
  const double length = std::max(frames.back().time - start, 1e-6);
  columns = std::min(columns, frames.size());
  std::vector<Distribution> sums(columns, Distribution(subject.probabilities.size()));
  std::vector<int> counts(columns);
  for (const auto& frame : frames) {
    const auto at =
        static_cast<std::size_t>((frame.time - start) / length * static_cast<double>(columns));
    const std::size_t column = std::min(at, columns - 1);
    const Distribution own = own_probabilities(frame);
    for (std::size_t i = 0; i < own.size(); ++i) sums[column][i] += own[i];
    ++counts[column];
  }
  TimeStrip strip;
  for (std::size_t c = 0; c < columns; ++c) {
    const Label label = argmax(sums[c]);
    const double mean = counts[c] > 0 ? sums[c][label.index] / counts[c] : 0;
    strip.labels += counts[c] > 0 ? static_cast<char>('A' + label.index) : '.';
    strip.certainty += static_cast<char>('0' + std::clamp(static_cast<int>(mean * 10), 0, 9));
  }
  return strip;
}

}  // namespace emorec
