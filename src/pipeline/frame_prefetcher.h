// Decodes a few frames ahead, on a thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

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
  bool wait_for_room();

  ClipSource& clip_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Frame> frames_;
  bool ended_ = false;      ///< nothing will be added any more
  bool abandoned_ = false;  ///< nobody will take any more
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace emorec
