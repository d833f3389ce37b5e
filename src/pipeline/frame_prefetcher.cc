#include "frame_prefetcher.h"

#include <utility>

namespace emorec {
namespace {

/// Enough to even out slow and fast frames; at 1080p these take 50 MB.
constexpr std::size_t kAhead = 8;

}  // namespace

FramePrefetcher::FramePrefetcher(ClipSource& clip) : clip_(clip), thread_([this] { decode(); }) {}

FramePrefetcher::~FramePrefetcher() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool FramePrefetcher::wait_for_room() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return abandoned_ || frames_.size() < kAhead; });
  return !abandoned_;
}

void FramePrefetcher::decode() {
  try {
    for (Frame frame; wait_for_room() && clip_.next(frame); frame = {}) {
      const std::lock_guard lock(mutex_);
      frames_.push_back(std::move(frame));
      changed_.notify_all();
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

bool FramePrefetcher::next(Frame& frame) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || !frames_.empty(); });
  if (frames_.empty()) {
    if (failure_) std::rethrow_exception(failure_);
    return false;
  }
  frame = std::move(frames_.front());
  frames_.pop_front();
  changed_.notify_all();
  return true;
}

}  // namespace emorec
