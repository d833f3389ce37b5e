// Ranges of numbers: CLI11's own ones tell the largest number that there is, with its 309 digits.
#pragma once

#include <limits>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace emorec::cli {

/// Refuses what `holds` is not true of, with "give " and `wanted`.
template <typename Condition>
CLI::Validator number(Condition holds, const std::string& wanted) {
  const auto check = [holds, wanted](const std::string& given) -> std::string {
    double value = std::numeric_limits<double>::quiet_NaN();
    if (CLI::detail::lexical_cast(given, value) && holds(value)) return "";
    return "'" + given + "': give " + wanted;
  };
  return CLI::Validator(check, "");
}

inline CLI::Validator at_least(double low) {
  return number([low](double value) { return value >= low; },
                fmt::format("a number from {} up", low));
}

inline CLI::Validator more_than(double low) {
  return number([low](double value) { return value > low; },
                fmt::format("a number greater than {}", low));
}

/// An option for a number above 0.
template <typename Number>
CLI::Option* add_count(CLI::App& command, const char* name, Number& value, const char* what) {
  return command.add_option(name, value, what)->check(more_than(0));
}

inline CLI::Validator between(double low, double high) {
  return number([low, high](double value) { return value >= low && value <= high; },
                fmt::format("a number from {} to {}", low, high));
}

}  // namespace emorec::cli
