// The object that `write_json` writes.
#pragma once

#include <nlohmann/json.hpp>

#include "emorec/eval/evaluation.h"

namespace emorec {

/// `dataset` is the evaluation's, with its paths as readers shall see them.
nlohmann::ordered_json json_of(const Evaluation& evaluation, const Dataset& dataset);

}  // namespace emorec
