// Interlaced pictures, whose odd and even lines were taken one after the other, → whole ones of the
// moment of their first field: FFmpeg's bwdif.
#pragma once

#include <optional>

#include "ffmpeg.h"
#include "filter_graph.h"
#include "frame_window.h"

namespace emorec::media {

class Deinterlacer {
 public:
  Deinterlacer(const AVCodecParameters& video, int threads);

  /// Whether a frame is to be deinterlaced. What the stream says holds until a frame speaks for
  /// itself, since many codecs have no word for it.
  bool concerns(const AVFrame& frame);

  /// Whether stream or frames so far were interlaced: then every frame is somebody's neighbour.
  bool is_in_use() const { return by_stream_ || by_frame_; }

  /// The frame that the window stands at, whole; as it is if that cannot be. Valid until the next
  /// call, or as long as the window's.
  const AVFrame& whole(FrameWindow& frames);

  /// Whether pictures had to be left as they were.
  bool failed() const { return failed_; }

 private:
  const AVFrame* filter(const AVFrame* before, const AVFrame& frame, const AVFrame* after);
  const AVFrame* run(const AVFrame* before, const AVFrame& frame, const AVFrame* after);
  bool push(const AVFrame& frame, bool interlaced);

  AVFieldOrder order_;
  int threads_;
  bool fields_apart_;  // every picture is one field
  bool by_stream_;
  bool by_frame_ = false;
  bool failed_ = false;
  std::optional<FilterGraph> graph_;
  FfmpegPtr<AVFrame> pushed_ = make_frame();
};

}  // namespace emorec::media
