#include "paced_frames.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace emorec::media {

PacedFrames::PacedFrames(std::unique_ptr<TimedSource> source, double pace, const Stop& stop)
    : source_(std::move(source)), pace_(pace), stop_(stop) {}

bool PacedFrames::next(Frame& frame) {
  if (!source_->next(frame)) return false;
  const auto since_start = std::chrono::duration<double>(frame.time / pace_);
  if (!start_) start_ = LiveClock::now();
  came_ = *start_ + std::chrono::duration_cast<LiveClock::duration>(since_start);
  constexpr auto kGlance = std::chrono::milliseconds(100);
  while (!stop_.requested() && LiveClock::now() < came_) {
    std::this_thread::sleep_until(std::min(came_, LiveClock::now() + kGlance));
  }
  return true;
}

}  // namespace emorec::media
