// A clip in a line of a few letters: which emotion its main person shows from beginning to end.
#pragma once

#include <cstddef>
#include <string>

#include "emorec/pipeline/prediction.h"

namespace emorec {

/// Each letter stands for an equal part of the time from the first frame to the last.
struct TimeStrip {
  std::string labels;     ///< 'A' for the first label, 'B' for the next; '.' without a face
  std::string certainty;  ///< mean probability of that label, of the frames alone: '0' to '9'
};

/// Empty for a still.
TimeStrip time_strip(const Subject& subject, std::size_t columns);

}  // namespace emorec
