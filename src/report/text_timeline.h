// Importance and labels over time as two lines of text.
#pragma once

#include <ostream>
#include <string>

#include "emorec/pipeline/prediction.h"
#include "emorec/report/text_report.h"

namespace emorec {

/// The label's letter, if asked in the nearest of the 216 colours that terminals have.
std::string letter_of(Label label, const LabelSet& labels, bool colour);

/// Nothing for a single frame. Otherwise, with a blank line after it:
///
///   importance  ▅▅▆▇█▇▅▃▂▁▁▂   height: mean importance in that part of the time
///   label       HHHHHHHNNNNN   what that part says
///               0:00.00  0:02.36
///   H happiness  N neutral
void write_timeline(std::ostream& out, const Subject& subject, const LabelSet& labels,
                    const TextStyle& style);

}  // namespace emorec
