// Numbers and figures as this room's JSON has them.
#pragma once

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "emorec/stats/interval.h"

namespace emorec {

/// To six decimals; never −0.
inline double rounded(double value) { return std::round(value * 1e6) / 1e6 + 0.0; }

inline nlohmann::ordered_json to_json(const std::optional<double>& value) {
  if (!value) return nullptr;
  return rounded(*value);
}

/// With null for what is absent.
inline nlohmann::ordered_json to_json(const Figure& figure) {
  nlohmann::ordered_json object = {{"value", nullptr}, {"interval", nullptr}};
  if (figure.value) object["value"] = rounded(*figure.value);
  if (figure.interval) {
    object["interval"] = {rounded(figure.interval->low), rounded(figure.interval->high)};
  }
  return object;
}

}  // namespace emorec
