// Decodes a few frames ahead, on a thread of its own.
#pragma once

#include <exception>
#include <thread>

#include "emorec/core/bounded_queue.h"
#include "emorec/media/clip_source.h"

namespace emorec {

class FramePrefetcher {
 public:
  /// `clip` must not be touched until this object is gone.
  explicit FramePrefetcher(ClipSource& clip);
  ~FramePrefetcher();
  FramePrefetcher(const FramePrefetcher&) = delete;
  FramePrefetcher& operator=(const FramePrefetcher&) = delete;

  /// As ClipSource::next; throws what that threw, in its turn.
  bool next(Frame& frame);

 private:
  void decode();

  /// Enough to even out slow and fast frames; at 1080p these take 50 MB.
  static constexpr std::size_t kAhead = 8;

  ClipSource& clip_;
  BoundedQueue<Frame> frames_{kAhead};
  std::exception_ptr failure_;  // is set before the queue is closed
  std::thread thread_;
};

}  // namespace emorec
