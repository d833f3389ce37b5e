// A camera, an address or a pipe as frames, for as long as it lasts.
#pragma once

#include <string>

#include "clip_clock.h"
#include "frame_window.h"
#include "live_input.h"
#include "picture_maker.h"

namespace emorec::media {

class LiveConnection {
 public:
  /// @throws as LiveInput.
  LiveConnection(const SourceAddress& address, const LiveOptions& options, const Stop& stop);

  /// The next frame; its time is from the connection's first one. False at the end or where it
  /// breaks off.
  bool next(Frame& frame);

  /// When that frame was there.
  LiveClock::time_point came() const { return came_; }

  /// Why there are no more; empty if the source has come to its end.
  std::string break_reason() const { return input_.break_reason(); }

  std::int64_t dropped() const { return input_.dropped(); }  ///< packets
  std::int64_t damaged() const { return frames_.decoder().refused() + unconverted_; }

 private:
  double time_of(const AVFrame& frame);

  LiveInput input_;
  FrameWindow frames_;
  PictureMaker pictures_;
  ClipClock clock_;
  bool live_;  // frames without a time have that of their coming
  LiveClock::time_point came_;
  std::optional<LiveClock::time_point> first_came_;
  double time_ = 0;
  std::int64_t unconverted_ = 0;
};

}  // namespace emorec::media
