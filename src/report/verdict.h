// How sure an answer is and how much of the clip it rests on, in words: the one place that has
// them.
#pragma once

#include <optional>
#include <string>

#include "emorec/pipeline/prediction.h"

namespace emorec {

/// By the calibrated probability of the label.
enum class Certainty {
  kClear,   ///< from 75 %
  kLikely,  ///< from 50 %
  kUnsure,
};

struct Verdict {
  Certainty certainty;
  Label label;
  Label second;  ///< the one that comes after it
  /// The smallest share of the frames that has half of the importance, if the clip is long (100
  /// frames and more) and they are few (a tenth at most).
  std::optional<double> deciding;
};

Verdict verdict_of(const Subject& subject);

/// "sadness 80 %"; "likely sadness 60 %, or neutral 20 %"; "unsure, sadness 40 % or neutral 30 %".
/// `first` and `second` are the labels with their probabilities.
std::string in_a_line(const Verdict& verdict, const std::string& first, const std::string& second);

/// What a clip does with its label: it "shows", "likely shows" or "may show" it.
std::string verb_of(const Verdict& verdict);

/// "Or else neutral 20 %"; "Unsure: it may as well be neutral 30 %"; empty if it is clear.
std::string doubt_of(const Verdict& verdict, const std::string& second);

/// "decided by 6 % of the frames", or empty.
std::string deciding_frames_of(const Verdict& verdict);

}  // namespace emorec
