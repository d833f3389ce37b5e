// A clip's answer for programs: schema "emorec.prediction/2", one JSON object on one line.
#pragma once

#include <ostream>
#include <string>

#include "emorec/pipeline/prediction.h"

namespace emorec {

inline constexpr const char* kPredictionSchema = "emorec.prediction/2";
/// Its rows are read too.
inline constexpr const char* kEarlierPredictionSchema = "emorec.prediction/1";

/// Numbers are rounded to six decimals; the same prediction gives the same bytes. Non-finite
/// numbers and times of computation never appear. Bytes of a path that are not UTF-8 are replaced.
void write_json(std::ostream& out, const ClipPrediction& prediction);

/// The prediction that a line of write_json was written from, as far as it is in there. Members of
/// other names are passed over.
/// @throws Error{kInput} if it is not such a line.
ClipPrediction read_json(const std::string& line);

}  // namespace emorec
