// Decodes a few frames ahead, on a thread of its own.
#pragma once

#include <exception>
#include <thread>

#include "emorec/core/bounded_queue.h"
#include "emorec/media/frame_source.h"

namespace emorec {

class FramePrefetcher : public FrameSource {
 public:
  /// `frames` must not be touched until this object is gone.
  explicit FramePrefetcher(FrameSource& frames);
  ~FramePrefetcher() override;
  FramePrefetcher(const FramePrefetcher&) = delete;
  FramePrefetcher& operator=(const FramePrefetcher&) = delete;

  /// Throws what the other source threw, in its turn.
  bool next(Frame& frame) override;

 private:
  void decode();

  /// Enough to even out slow and fast frames; at 1080p these take 50 MB.
  static constexpr std::size_t kAhead = 8;

  FrameSource& source_;
  BoundedQueue<Frame> frames_{kAhead};
  std::exception_ptr failure_;  // is set before the queue is closed
  std::thread thread_;
};

}  // namespace emorec
