#include "emorec/stats/precision_recall.h"

#include <algorithm>

namespace emorec {

PrecisionRecall precision_recall(std::vector<RankedClip> clips) {
  const auto total = std::count_if(clips.begin(), clips.end(),
                                   [](const RankedClip& clip) { return clip.of_emotion; });
  PrecisionRecall curve;
  if (total == 0) return curve;
  std::sort(clips.begin(), clips.end(), [](const RankedClip& one, const RankedClip& other) {
    return one.probability > other.probability;
  });
  double average = 0;
  double last_recall = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    found += clips[i].of_emotion;
    if (i + 1 < clips.size() && clips[i + 1].probability == clips[i].probability) continue;
    const double recall = static_cast<double>(found) / static_cast<double>(total);
    if (recall == last_recall) continue;
    const double precision = static_cast<double>(found) / static_cast<double>(i + 1);
    average += (recall - last_recall) * precision;
    curve.points.push_back({recall, precision});
    last_recall = recall;
  }
  curve.average_precision = average;
  return curve;
}

}  // namespace emorec
