#include "fresh_frames.h"

#include <utility>

namespace emorec::media {

FreshFrames::FreshFrames(std::unique_ptr<TimedSource> source, double oldest,
                         std::function<void()> meanwhile, const Stop& stop)
    : source_(std::move(source)),
      oldest_(oldest),
      meanwhile_(std::move(meanwhile)),
      stop_(stop),
      came_(LiveClock::now()),
      thread_([this] { run(); }) {}

void FreshFrames::run() {
  constexpr std::size_t kMost = 16;  // in case that they come in a burst: 4K pictures are large
  std::exception_ptr failure;
  try {
    for (Frame frame; !stop_.requested() && source_->next(frame); frame = {}) {
      const std::lock_guard lock(mutex_);
      arrivals_.push_back({std::move(frame), source_->came()});
      if (arrivals_.size() > kMost) {
        arrivals_.pop_front();
        ++dropped_;
      }
      changed_.notify_all();
    }
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  failure_ = failure;
  ended_ = true;
  changed_.notify_all();
}

/// Once the first is too old, all but the newest go: so what follows is as fresh as can be.
void FreshFrames::drop_what_is_old() {
  if (seconds_since(arrivals_.front().came) <= oldest_) return;
  while (arrivals_.size() > 1) {
    arrivals_.pop_front();
    ++dropped_;
  }
}

bool FreshFrames::next(Frame& frame) {
  constexpr auto kGlance = std::chrono::milliseconds(100);
  std::unique_lock lock(mutex_);
  while (arrivals_.empty() && !ended_ && !stop_.requested()) {
    if (changed_.wait_for(lock, kGlance) == std::cv_status::no_timeout) continue;
    lock.unlock();
    meanwhile_();
    lock.lock();
  }
  if (stop_.requested()) return false;
  if (arrivals_.empty()) {
    if (failure_) std::rethrow_exception(failure_);
    return false;
  }
  drop_what_is_old();
  frame = std::move(arrivals_.front().frame);
  came_ = arrivals_.front().came;
  arrivals_.pop_front();
  return true;
}

LiveCounts FreshFrames::counts() const {
  LiveCounts counts = source_->counts();
  const std::lock_guard lock(mutex_);
  counts.dropped += dropped_;
  return counts;
}

}  // namespace emorec::media
