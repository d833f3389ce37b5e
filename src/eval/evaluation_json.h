// The object that `write_json` writes.
#pragma once

#include <nlohmann/json.hpp>

#include "emorec/eval/evaluation.h"

namespace emorec {

nlohmann::ordered_json json_of(const Evaluation& evaluation);

}  // namespace emorec
