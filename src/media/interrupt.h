// What ends FFmpeg's waiting: a wish to stop, or too long a silence.
#pragma once

#include <atomic>

#include "ffmpeg.h"
#include "stop.h"
#include "timed_source.h"

namespace emorec::media {

class Interrupt {
 public:
  /// `silence` in seconds, `stop` must outlive this.
  Interrupt(double silence, const Stop& stop) : silence_(silence), stop_(stop) {}

  /// Something came: the silence begins anew.
  void heard() { heard_.store(LiveClock::now(), std::memory_order_relaxed); }

  void end() { ended_.store(true, std::memory_order_relaxed); }
  bool stopped() const { return ended_.load(std::memory_order_relaxed) || stop_.requested(); }
  bool too_silent() const {
    return seconds_since(heard_.load(std::memory_order_relaxed)) > silence_;
  }

  /// As FFmpeg asks. Refers to this object.
  AVIOInterruptCB callback() {
    return {[](void* self) {
              const auto& interrupt = *static_cast<const Interrupt*>(self);
              return interrupt.stopped() || interrupt.too_silent() ? 1 : 0;
            },
            this};
  }

 private:
  double silence_;
  const Stop& stop_;
  std::atomic<bool> ended_{false};
  std::atomic<LiveClock::time_point> heard_{LiveClock::now()};
};

}  // namespace emorec::media
