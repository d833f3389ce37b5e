// What a data set's published splits give, one by one and together: papers on VideoEmotion-8 tell
// the mean over its ten and the standard deviation.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "emorec/stats/metrics.h"

namespace emorec {

inline constexpr const char* kSplitsSchema = "emorec.splits/1";

struct SplitScore {
  std::string split;  ///< the list's name
  std::string model;
  std::size_t clips;    ///< the list's; one without an answer is wrong
  std::size_t missing;  ///< further ones that the list names and the data set does not have
  Metrics metrics;
};

struct MeanAndDeviation {
  double mean;
  std::optional<double> deviation;  ///< a sample's, that is over n − 1; absent for one value
};

/// Takes the values that there are; gives nothing if there are none.
std::optional<MeanAndDeviation> mean_and_deviation(
    const std::vector<std::optional<double>>& values);

/// For people, a line a split.
void write_text(std::ostream& out, const std::vector<SplitScore>& scores);

/// One object, kSplitsSchema; docs/evaluate.md describes it.
void write_json(std::ostream& out, const std::vector<SplitScore>& scores);

}  // namespace emorec
