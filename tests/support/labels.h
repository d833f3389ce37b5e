// AFEW's seven by their names, for tests that speak of them.
#pragma once

#include "emorec/core/label_set.h"

namespace emorec::testing {

inline constexpr int kLabelCount = 7;
inline constexpr Label kAnger{0}, kDisgust{1}, kFear{2}, kHappiness{3}, kNeutral{4}, kSadness{5},
    kSurprise{6};

inline const std::string& name(Label label) { return LabelSet::afew7().name(label); }

/// All for one label.
inline Distribution only(Label label) {
  Distribution values(kLabelCount);
  values[label.index] = 1;
  return values;
}

}  // namespace emorec::testing
