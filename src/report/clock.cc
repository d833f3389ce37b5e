#include "clock.h"

#include <cmath>

#include <spdlog/fmt/fmt.h>

namespace emorec {

std::string clock(double seconds) {
  const auto centiseconds = std::llround(seconds * 100);
  return fmt::format("{}:{:02}.{:02}", centiseconds / 6000, centiseconds / 100 % 60,
                     centiseconds % 100);
}

}  // namespace emorec
