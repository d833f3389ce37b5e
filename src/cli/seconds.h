// Options that are lengths of time: "1s", "1.5", "500ms", "2m".
#pragma once

#include <cmath>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace emorec::cli {

/// Takes a number with or without its unit for seconds, from 0 up.
inline CLI::Option* as_seconds(CLI::Option* option) {
  const auto to_seconds = [](std::string& given) -> std::string {
    static constexpr std::pair<const char*, double> kUnits[] = {
        {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"", 1}};
    const std::size_t end = given.find_last_not_of("mhs") + 1;
    double value = -1;
    for (const auto& [unit, length] : kUnits) {
      if (given.substr(end) != unit || !CLI::detail::lexical_cast(given.substr(0, end), value)) {
        continue;
      }
      if (!(value >= 0) || std::isinf(value)) break;
      given = fmt::format("{}", value * length);
      return "";
    }
    return "'" + given + "': give a length of time as 1s, 0.5 or 500ms";
  };
  return option->transform(CLI::Validator(to_seconds, ""))->type_name("SECONDS");
}

}  // namespace emorec::cli
