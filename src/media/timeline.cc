#include "timeline.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "clip_clock.h"

namespace emorec::media {
namespace {

class Surveyor {
 public:
  explicit Surveyor(const MediaFile& file)
      : tick_(av_q2d(file.stream().time_base)),
        frame_ticks_(file.frame_duration() / tick_),
        leap_ticks_(leap_back(file.frame_duration()) / tick_) {}

  void add(const AVPacket& packet) {
    const bool has_pts = packet.pts != AV_NOPTS_VALUE;
    if (!has_pts && packet.dts == AV_NOPTS_VALUE) {
      seekable_ = false;  // the clock will extrapolate; here there is nothing to tell
      return;
    }
    follow_leaps(packet);
    const std::int64_t stamp = has_pts ? packet.pts : packet.dts;
    const double ticks = static_cast<double>(stamp) + shift_;
    const bool is_key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
    seekable_ = seekable_ && has_pts;
    if (is_key && !first_key_) first_key_ = ticks;
    // Pictures before the first key frame, in either order, and those outside a container's edit
    // list never come out of the decoder.
    if (!first_key_ || ticks < *first_key_) return;
    if (is_key) key_frames_.push_back({ticks, stamp, seek_target(packet)});
    if ((packet.flags & AV_PKT_FLAG_DISCARD) != 0) return;
    ticks_.push_back(ticks);
    if (ticks < origin_ticks_) {
      origin_ticks_ = ticks;
      origin_ = stamp;
    }
  }

  /// Decoding times never decrease and no picture is shown before it is decoded.
  bool past(double bound) const {
    return last_dts_ && !ticks_.empty() && (*last_dts_ - origin_ticks_) * tick_ >= bound;
  }

  Timeline finish(double bound) {
    Timeline timeline;
    timeline.origin = origin_;
    timeline.seekable = seekable_ && !ticks_.empty();
    std::sort(ticks_.begin(), ticks_.end());
    ticks_.erase(std::unique(ticks_.begin(), ticks_.end()), ticks_.end());
    for (const double ticks : ticks_) {
      const double time = seconds(ticks);
      if (time < bound - kTimeSlack) timeline.times.push_back(time);
    }
    timeline.key_frames = std::move(key_frames_);
    for (KeyFrame& key : timeline.key_frames) key.time = seconds(key.time);
    return timeline;
  }

 private:
  double seconds(double ticks) const { return (ticks - origin_ticks_) * tick_; }

  static std::int64_t seek_target(const AVPacket& packet) {
    return packet.dts == AV_NOPTS_VALUE ? packet.pts : std::min(packet.pts, packet.dts);
  }

  /// As ClipClock does, where recordings were joined.
  void follow_leaps(const AVPacket& packet) {
    if (packet.dts == AV_NOPTS_VALUE) return;
    double dts = static_cast<double>(packet.dts) + shift_;
    if (last_dts_ && dts <= *last_dts_ - leap_ticks_) {
      seekable_ = false;
      shift_ += *last_dts_ + frame_ticks_ - dts;
      dts = *last_dts_ + frame_ticks_;
    }
    last_dts_ = dts;
  }

  double tick_;
  double frame_ticks_;
  double leap_ticks_;
  std::vector<double> ticks_;
  std::vector<KeyFrame> key_frames_;  // their times in ticks until finish()
  std::optional<double> first_key_;
  std::optional<double> last_dts_;
  double shift_ = 0.0;
  double origin_ticks_ = std::numeric_limits<double>::infinity();
  std::int64_t origin_ = 0;
  bool seekable_ = true;
};

}  // namespace

Timeline survey(MediaFile& file, double bound, std::int64_t max_packets) {
  Surveyor surveyor(file);
  const FfmpegPtr<AVPacket> packet = make_packet();
  for (std::int64_t i = 0; i < max_packets && !surveyor.past(bound); ++i) {
    if (!file.read(*packet)) break;
    surveyor.add(*packet);
  }
  return surveyor.finish(bound);
}

}  // namespace emorec::media
