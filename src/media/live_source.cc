#include "emorec/media/live_source.h"

#include <cmath>
#include <utility>

#include "emorec/media/clip_source.h"

#include "fresh_frames.h"
#include "live_stream.h"
#include "paced_frames.h"
#include "source_address.h"
#include "stop.h"

namespace emorec {
namespace media {
namespace {

/// A clip's frames come when they are asked for.
class ClipFrames : public TimedSource {
 public:
  ClipFrames(const std::string& path, const LiveOptions& options) {
    ClipOptions clip;
    clip.limits.max_pixels = options.max_pixels;
    clip.limits.max_frames = std::numeric_limits<std::int64_t>::max();
    clip.limits.max_seconds = std::numeric_limits<double>::infinity();
    clip_ = ClipSource::open(path, clip);
  }

  bool next(Frame& frame) override {
    if (clip_->next(frame)) return true;
    for (const auto& warning : clip_->warnings()) notices_.add(warning);
    return false;
  }
  LiveClock::time_point came() const override { return LiveClock::now(); }
  LiveCounts counts() const override { return {}; }
  std::deque<std::string> take_notices() override { return notices_.take(); }

 private:
  std::unique_ptr<ClipSource> clip_;
  Notices notices_;
};

class Source : public LiveSource {
 public:
  Source(const SourceAddress& address, const LiveOptions& options, const CancelToken& cancel)
      : notice_(options.notice), stop_(cancel) {
    const bool clip = address.kind == SourceKind::kClip;
    if (clip) {
      source_ = std::make_unique<ClipFrames>(address.text, options);
    } else {
      source_ = std::make_unique<LiveStream>(address, options, stop_);
    }
    const double pace = options.pace.value_or(0);
    if (pace > 0) source_ = std::make_unique<PacedFrames>(std::move(source_), pace, stop_);
    if (pace > 0 || (!clip && !options.pace)) {
      source_ = std::make_unique<FreshFrames>(
          std::move(source_), options.oldest, [this] { tell(); }, stop_);
    }
  }

  ~Source() override { stop_.request(); }

  bool next(Frame& frame) override {
    const bool more = !stop_.requested() && source_->next(frame);
    came_ = more ? source_->came() : came_;
    given_ += more ? 1 : 0;
    tell();
    return more;
  }
  double age() const override { return seconds_since(came_); }
  LiveCounts counts() const override {
    LiveCounts counts = source_->counts();
    counts.given = given_;
    return counts;
  }

 private:
  void tell() {
    for (const auto& text : source_->take_notices()) {
      if (notice_) notice_(text);
    }
  }

  std::function<void(const std::string&)> notice_;
  Stop stop_;
  LiveClock::time_point came_ = LiveClock::now();
  std::int64_t given_ = 0;
  std::unique_ptr<TimedSource> source_;
};

void require(bool holds, const char* message) {
  if (!holds) throw Error(ErrorKind::kUsage, message);
}

}  // namespace
}  // namespace media

void LiveOptions::validate() const {
  using media::require;
  require(!pace || (std::isfinite(*pace) && *pace >= 0), "--pace: give a number from 0 up.");
  require(oldest > 0, "oldest: expected a number of seconds above 0.");
  require(silence > 0, "--silence: give seconds greater than 0.");
  require(patience >= 0, "--reconnect: give seconds from 0 up.");
}

std::unique_ptr<LiveSource> LiveSource::open(const std::string& source, const LiveOptions& options,
                                             const CancelToken& cancel) {
  options.validate();
  return std::make_unique<media::Source>(media::source_address(source), options, cancel);
}

}  // namespace emorec
