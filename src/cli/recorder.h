// watch's --record: the frames that were looked at, as a video, written on a thread of its own.
#pragma once

#include <exception>
#include <filesystem>
#include <thread>

#include "emorec/core/bounded_queue.h"
#include "emorec/media/clip_writer.h"
#include "emorec/media/frame.h"

namespace emorec::cli {

class Recorder {
 public:
  /// @throws Error{kOutput} if nothing can be written at `path`.
  explicit Recorder(const std::filesystem::path& path);

  /// What was not finished is removed.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// The next frame. Waits while many are to be written.
  /// @throws Error{kOutput} of this or an earlier frame.
  void add(const Frame& frame);

  /// Puts the file in place; without frames, there is none.
  /// @throws Error{kOutput}.
  void finish();

 private:
  void write();
  void end_writing();

  ClipWriter writer_;
  bool any_ = false;
  BoundedQueue<Frame> frames_{16};  // at 1080p these take 100 MB
  std::exception_ptr failure_;      // is set before the queue is closed
  std::thread thread_;
};

}  // namespace emorec::cli
