#include "frame_prefetcher.h"

#include <utility>

namespace emorec {

FramePrefetcher::FramePrefetcher(FrameSource& frames)
    : source_(frames), thread_([this] { decode(); }) {}

FramePrefetcher::~FramePrefetcher() {
  frames_.close();
  thread_.join();
}

void FramePrefetcher::decode() {
  try {
    for (Frame frame; source_.next(frame) && frames_.push(std::move(frame)); frame = {}) {
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  frames_.close();
}

bool FramePrefetcher::next(Frame& frame) {
  auto next = frames_.pop();
  if (!next && failure_) std::rethrow_exception(failure_);
  if (next) frame = std::move(*next);
  return next.has_value();
}

}  // namespace emorec
