// How a long run gets on, for the log.
#pragma once

#include <chrono>

namespace emorec::cli {

class Pace {
 public:
  /// Whether half a minute has passed since it was so last, or since the start.
  bool is_due() {
    if (Clock::now() - last_ < std::chrono::seconds(30)) return false;
    last_ = Clock::now();
    return true;
  }

  /// Minutes that are left, if the rest takes as long as what is done.
  double minutes_left(double done, double left) const {
    const std::chrono::duration<double, std::ratio<60>> taken = Clock::now() - start_;
    return taken.count() * left / done;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace emorec::cli
