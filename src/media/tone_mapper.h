// Pictures of HDR video (PQ or HLG) → as an ordinary screen shows them: FFmpeg's zscale and
// tonemap.
#pragma once

#include <optional>

#include "ffmpeg.h"
#include "filter_graph.h"

namespace emorec::media {

class ToneMapper {
 public:
  explicit ToneMapper(int threads) : threads_(threads) {}

  static bool concerns(const AVFrame& picture);

  /// The picture for an ordinary screen; as it is if it is for one already, or cannot be mapped.
  /// Valid until the next call, or as long as `picture`.
  const AVFrame& mapped(const AVFrame& picture);

  /// Whether pictures had to be left as they were.
  bool failed() const { return failed_; }

 private:
  const AVFrame* filter(const AVFrame& picture);

  int threads_;
  bool failed_ = false;
  std::optional<FilterGraph> graph_;
  FfmpegPtr<AVFrame> pushed_ = make_frame();
};

}  // namespace emorec::media
