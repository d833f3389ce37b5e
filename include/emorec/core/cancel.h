// A flag that asks long work to stop. Set by a signal handler or another thread.
#pragma once

#include <atomic>

#include "emorec/core/error.h"

namespace emorec {

class CancelToken {
 public:
  /// Safe to call from a signal handler.
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }

  /// @throws Error{kCancelled} once stopping was requested.
  void check() const {
    if (requested()) throw Error(ErrorKind::kCancelled, "stopped on request");
  }

 private:
  std::atomic<bool> requested_{false};
  static_assert(std::atomic<bool>::is_always_lock_free);
};

}  // namespace emorec
