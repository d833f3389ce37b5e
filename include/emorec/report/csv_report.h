// A clip's answer for tables: one row per clip, or per person where all were asked for (RFC 4180).
#pragma once

#include <ostream>

#include "emorec/pipeline/prediction.h"

namespace emorec {

void write_csv_header(std::ostream& out);

/// A clip without an answer has one row too, with its status and an empty label.
void write_csv(std::ostream& out, const ClipPrediction& prediction);

}  // namespace emorec
