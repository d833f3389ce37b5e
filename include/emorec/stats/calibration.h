// Whether probabilities mean what they say: of the clips answered with 80 %, are 80 % right?
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "emorec/core/label_set.h"

namespace emorec {

/// Clips whose label has a probability in ((i)/15, (i+1)/15].
struct ReliabilityBin {
  std::int64_t count = 0;
  std::int64_t right = 0;
  double confidence = 0;  ///< sum over the clips of the label's probability

  double mean_confidence() const;  ///< 0 if there is no clip
  double accuracy() const;         ///< likewise
};

/// Over clips with an answer; absent values where there is none.
class Calibration {
 public:
  static constexpr int kBins = 15;

  void add(Label truth, const Distribution& probabilities);

  std::int64_t count() const { return count_; }
  const std::array<ReliabilityBin, kBins>& bins() const { return bins_; }

  /// Expected calibration error (Guo et al. 2017): the mean over clips of |accuracy − confidence|
  /// of their bin.
  std::optional<double> expected_error() const;
  /// Mean of Σ_c (p(c) − [c is the truth])²: 0 is best, 2 worst (Brier 1950).
  std::optional<double> brier_score() const;
  /// Mean of −ln p(truth), with p at least 1e-15.
  std::optional<double> log_loss() const;

 private:
  std::optional<double> mean(double sum) const;

  std::int64_t count_ = 0;
  std::array<ReliabilityBin, kBins> bins_{};
  double brier_ = 0;
  double log_loss_ = 0;
};

}  // namespace emorec
