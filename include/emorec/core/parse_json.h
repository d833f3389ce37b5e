// JSON from outside, as a value that can be copied, compared and written.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "emorec/core/json_depth.h"

namespace emorec {

/// @throws nlohmann::json::exception if it is none; Error{kInput} if it nests too deeply.
inline nlohmann::json parse_json(const std::string& text) {
  require_shallow_json(text);
  return nlohmann::json::parse(text);
}

}  // namespace emorec
