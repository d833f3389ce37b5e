#include "live_connection.h"

#include <algorithm>

namespace emorec::media {

// One thread: several would decode that many frames behind.
LiveConnection::LiveConnection(const SourceAddress& address, const LiveOptions& options,
                               const Stop& stop)
    : input_(address, options, stop),
      frames_(VideoDecoder(input_, /*threads=*/1, options.max_pixels)),
      pictures_(input_, /*threads=*/1, options.max_pixels, nullptr),
      clock_(input_.stream().time_base, input_.frame_duration()),
      live_(!options.pace) {}

bool LiveConnection::next(Frame& frame) {
  while (frames_.next()) {
    const AVFrame& stored = frames_.frame();
    came_ = input_.came(stored.best_effort_timestamp);
    frame = {{}, 0, time_of(stored), 0};
    if (pictures_.make(frames_, frame.image)) return true;
    ++unconverted_;
  }
  return false;
}

double LiveConnection::time_of(const AVFrame& frame) {
  if (!first_came_) first_came_ = came_;
  const std::int64_t stamp = frame.best_effort_timestamp;
  if (!live_ || (stamp != AV_NOPTS_VALUE && !input_.has_no_times())) return clock_.stamp(stamp);
  constexpr double kLeast = 1e-3;  // later than the frame before it
  const double time = std::chrono::duration<double>(came_ - *first_came_).count();
  return time_ = std::max(time, time_ + kLeast);
}

}  // namespace emorec::media
