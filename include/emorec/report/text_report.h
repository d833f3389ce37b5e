// A clip's answer for people, in 80 columns.
#pragma once

#include <ostream>

#include "emorec/pipeline/prediction.h"

namespace emorec {

struct TextStyle {
  bool colour = false;   ///< ANSI escape codes
  bool unicode = false;  ///< bars of block characters instead of #
  int top_frames = 5;    ///< how many of the most important frames to list
};

void write_text(std::ostream& out, const ClipPrediction& prediction, const TextStyle& style);

}  // namespace emorec
