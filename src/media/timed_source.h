// Frames that came in at a moment of their own.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "emorec/media/live_source.h"

namespace emorec::media {

using LiveClock = std::chrono::steady_clock;

inline double seconds_since(LiveClock::time_point moment) {
  return std::chrono::duration<double>(LiveClock::now() - moment).count();
}

class TimedSource : public FrameSource {
 public:
  /// When the frame given last came in, or was due.
  virtual LiveClock::time_point came() const = 0;

  /// Counts what was lost before it became a frame. Safe from several threads.
  virtual LiveCounts counts() const = 0;

  /// What became of the source since the last call. Safe from several threads.
  virtual std::deque<std::string> take_notices() { return {}; }
};

/// What is to be said by another thread; of very much, the newest.
class Notices {
 public:
  void add(std::string text) {
    constexpr std::size_t kMost = 64;
    const std::lock_guard lock(mutex_);
    texts_.push_back(std::move(text));
    if (texts_.size() > kMost) texts_.pop_front();
  }
  std::deque<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(texts_, {});
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> texts_;
};

}  // namespace emorec::media
