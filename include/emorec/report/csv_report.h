// A clip's answer for tables (RFC 4180, but lines end in LF): one row per clip, or per person where
// all were asked for; or one row per frame.
#pragma once

#include <ostream>

#include "emorec/pipeline/prediction.h"

namespace emorec {

void write_csv_header(std::ostream& out, const LabelSet& labels);

/// A clip without an answer has one row too, with its status and an empty label.
void write_csv(std::ostream& out, const ClipPrediction& prediction);

void write_frames_csv_header(std::ostream& out, const LabelSet& labels);

/// One row per person and frame: the face's box, the frame's share of the person's label, what the
/// frame alone would be called, and P(t,·). None for a clip without an answer.
void write_frames_csv(std::ostream& out, const ClipPrediction& prediction);

}  // namespace emorec
