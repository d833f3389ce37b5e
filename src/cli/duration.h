// How long something takes or lasted, for people.
#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace emorec::cli {

/// "1:02:03".
inline std::string hours_and_minutes(double seconds) {
  const auto whole = std::llround(seconds);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace emorec::cli
