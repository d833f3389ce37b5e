// The frames of a decoder, each together with the two beside it.
#pragma once

#include "ffmpeg.h"
#include "video_decoder.h"

namespace emorec::media {

class FrameWindow {
 public:
  explicit FrameWindow(VideoDecoder decoder);

  /// The next frame; false at the end.
  bool next();

  /// Valid until the next call of next(), as its neighbours are. Without a picture (data[0] is
  /// null) if it was dropped.
  const AVFrame& frame() const { return *frame_; }

  /// The frame before it; null if there is none or it was dropped.
  const AVFrame* before() const { return with_picture(*before_); }

  /// Likewise after it, which is decoded ahead.
  const AVFrame* after();

  VideoDecoder& decoder() { return decoder_; }
  const VideoDecoder& decoder() const { return decoder_; }

 private:
  static const AVFrame* with_picture(const AVFrame& frame) {
    return frame.data[0] == nullptr ? nullptr : &frame;
  }
  bool fetch(AVFrame& frame);

  VideoDecoder decoder_;
  FfmpegPtr<AVFrame> before_ = make_frame();
  FfmpegPtr<AVFrame> frame_ = make_frame();
  FfmpegPtr<AVFrame> after_ = make_frame();
  bool looked_ahead_ = false;
  bool ended_ = false;
};

}  // namespace emorec::media
