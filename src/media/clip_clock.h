// Seconds from the first frame of a clip, out of whatever timestamps its container gives.
#pragma once

#include <cstdint>
#include <optional>

extern "C" {
#include <libavutil/rational.h>
}

namespace emorec::media {

/// Differences below this are rounding, not time.
inline constexpr double kTimeSlack = 1e-6;

class ClipClock {
 public:
  /// `frame_duration` in seconds, for frames without a timestamp.
  ClipClock(AVRational time_base, double frame_duration);

  /// Makes `timestamp` second 0. Without it, the first frame's own timestamp is.
  void set_origin(std::int64_t timestamp) { origin_ = timestamp; }

  /// The time of the next frame in presentation order: its timestamp (AV_NOPTS_VALUE if it has
  /// none) less the origin. Always later than the frame before it: a frame without a timestamp
  /// follows by one frame's duration; so does one whose timestamp leaps back, as where recordings
  /// were joined, with all that come after it; one that is merely out of order follows closely.
  double stamp(std::int64_t timestamp);

  /// What `timestamp` would be stamped after the frames so far, if in order; none before the first.
  std::optional<double> time_of(std::int64_t timestamp) const;

  /// Frames without a timestamp so far.
  std::int64_t unstamped() const { return unstamped_; }

 private:
  AVRational time_base_;
  double frame_duration_;
  std::optional<std::int64_t> origin_;
  std::optional<double> last_;
  double shift_ = 0.0;  // what leaps back have added up to
  std::int64_t unstamped_ = 0;
};

/// Timestamps this many seconds or more before their predecessor start a new recording: further
/// back than frames get out of order.
double leap_back(double frame_duration);

}  // namespace emorec::media
