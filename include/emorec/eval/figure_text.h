// Numbers and figures as this room's tables for people have them.
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "emorec/stats/interval.h"

namespace emorec {

/// A per cent is {100, 2, " %"}; a difference has its sign.
struct NumberStyle {
  double scale = 1;
  int digits = 2;
  const char* unit = "";
  bool sign = false;
};

inline constexpr NumberStyle kPercent = {100, 2, " %"};

/// Without the unit; never "-0.00".
inline std::string digits_of(double value, const NumberStyle& style) {
  const double unit = std::pow(10, -style.digits);
  const double rounded = std::round(style.scale * value / unit) * unit + 0.0;
  return fmt::format(style.sign ? "{:+.{}f}" : "{:.{}f}", rounded, style.digits);
}

inline std::string text_of(const std::optional<double>& value, const NumberStyle& style) {
  return value ? digits_of(*value, style) + style.unit : "-";
}

/// "48.80 % (43.80 to 53.80)".
inline std::string text_of(const Figure& figure, const NumberStyle& style) {
  const std::string text = text_of(figure.value, style);
  if (!figure.interval) return text;
  return fmt::format("{} ({} to {})", text, digits_of(figure.interval->low, style),
                     digits_of(figure.interval->high, style));
}

}  // namespace emorec
