// How sure an answer is, in words: by the calibrated probability of its label.
#pragma once

#include <string_view>

#include "emorec/pipeline/prediction.h"

namespace emorec {

struct Verdict {
  std::string_view certainty;  ///< "clear" from 75 %, "likely" from 50 %, otherwise "unsure"
  Label second;                ///< the one that comes after the label
};

inline Verdict verdict_of(const PersonPrediction& person) {
  Distribution others = person.probabilities;
  double& own = others[person.label.index];
  const double share = own;
  own = -1;
  return {share >= 0.75 ? "clear" : share >= 0.5 ? "likely" : "unsure", argmax(others)};
}

}  // namespace emorec
