// Frames at the pace of their times, as a player shows them.
#pragma once

#include <memory>
#include <optional>

#include "stop.h"
#include "timed_source.h"

namespace emorec::media {

class PacedFrames : public TimedSource {
 public:
  /// `pace` (more than 0) times as fast as they were taken. `stop` must outlive this.
  PacedFrames(std::unique_ptr<TimedSource> source, double pace, const Stop& stop);

  bool next(Frame& frame) override;
  LiveClock::time_point came() const override { return came_; }
  LiveCounts counts() const override { return source_->counts(); }
  std::deque<std::string> take_notices() override { return source_->take_notices(); }

 private:
  std::unique_ptr<TimedSource> source_;
  double pace_;
  const Stop& stop_;
  std::optional<LiveClock::time_point> start_;
  LiveClock::time_point came_;
};

}  // namespace emorec::media
