#include "clip_clock.h"

#include <algorithm>

extern "C" {
#include <libavutil/avutil.h>
}

namespace emorec::media {

double leap_back(double frame_duration) { return std::max(0.25, 10.0 * frame_duration); }

ClipClock::ClipClock(AVRational time_base, double frame_duration)
    : time_base_(time_base), frame_duration_(frame_duration) {}

std::optional<double> ClipClock::time_of(std::int64_t timestamp) const {
  if (!origin_) return std::nullopt;
  // In floating point: the difference of two hostile integers may overflow.
  return (static_cast<double>(timestamp) - static_cast<double>(*origin_)) * av_q2d(time_base_) +
         shift_;
}

double ClipClock::stamp(std::int64_t timestamp) {
  double time = 0.0;
  if (timestamp == AV_NOPTS_VALUE) {
    ++unstamped_;
    time = last_ ? *last_ + frame_duration_ : 0.0;
  } else {
    if (!origin_) origin_ = timestamp;
    time = *time_of(timestamp);
    if (last_ && time <= *last_ - leap_back(frame_duration_)) {
      shift_ += *last_ + frame_duration_ - time;
      time = *last_ + frame_duration_;
    } else if (last_ && time <= *last_) {
      time = *last_ + 0.1 * frame_duration_;
    }
  }
  last_ = time;
  return time;
}

}  // namespace emorec::media
