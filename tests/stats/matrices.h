// A confusion matrix whose figures were computed elsewhere: see metrics_test.cc.
#pragma once

#include "emorec/stats/metrics.h"

#include "support/labels.h"

namespace emorec::testing {

inline Confusion matrix() {
  Confusion confusion(kLabelCount);
  confusion.answered = {{41, 3, 2, 1, 9, 5, 0}, {4, 7, 1, 0, 3, 2, 0},  {3, 0, 12, 1, 4, 6, 9},
                        {2, 0, 0, 88, 7, 0, 1}, {5, 1, 0, 6, 93, 8, 2}, {6, 2, 3, 1, 14, 37, 0},
                        {0, 0, 5, 3, 6, 1, 44}};
  return confusion;
}

inline const Confusion kMatrix = matrix();

inline Confusion matrix_with_unanswered() {
  Confusion confusion = kMatrix;
  confusion.unanswered = {2, 0, 5, 0, 3, 1, 4};
  return confusion;
}

}  // namespace emorec::testing
