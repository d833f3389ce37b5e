// How well the probability of one emotion finds its clips, whatever the threshold: of the clips
// above it, how many are of the emotion (precision), and how many of the emotion's are above it
// (recall).
#pragma once

#include <optional>
#include <vector>

namespace emorec {

struct RankedClip {
  double probability = 0;  ///< the emotion's
  bool of_emotion = false;
};

struct PrecisionRecall {
  struct Point {
    double recall = 0;
    double precision = 0;
  };
  /// One for each probability down to which recall grows, from the highest; clips of equal
  /// probability are found together. Recall ends at 1. Empty without clips of the emotion.
  std::vector<Point> points;
  /// Mean of the precision, weighted by how much recall grows; absent without clips of the emotion.
  std::optional<double> average_precision;
};

PrecisionRecall precision_recall(std::vector<RankedClip> clips);

}  // namespace emorec
