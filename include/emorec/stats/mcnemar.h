// Whether one of two ways of answering the same clips is better than the other by more than chance.
#pragma once

#include <cstdint>

namespace emorec {

/// McNemar's test (1947), exact: of the clips that only one of the two got right, each is as likely
/// to be the first's as the second's if neither is better.
struct McNemar {
  std::int64_t only_first = 0;   ///< clips that only the first got right
  std::int64_t only_second = 0;  ///< clips that only the second got right

  /// Two-sided, from the binomial distribution; 1 if they differ on no clip.
  double p() const;
};

}  // namespace emorec
