// Packets in, decoded pictures out, in presentation order; what cannot be decoded is left out.
#pragma once

#include <cstdint>

#include "ffmpeg.h"
#include "media_file.h"

namespace emorec::media {

class VideoDecoder {
 public:
  /// Decodes what `file` (which must outlive this) has from its present position on.
  /// @throws Error{kInput} if the codec cannot be set up.
  VideoDecoder(MediaFile& file, int threads, std::int64_t max_pixels);

  /// The next picture; false at the end. Valid until the next call.
  bool next();
  const AVFrame& frame() const { return *frame_; }

  /// Packets that the codec refused so far.
  std::int64_t refused() const { return refused_; }

  /// Hands over a packet that was read already, before those that follow it in the file.
  void send(const AVPacket* packet);

 private:
  void feed();

  MediaFile& file_;
  FfmpegPtr<AVCodecContext> codec_;
  FfmpegPtr<AVPacket> packet_;
  FfmpegPtr<AVFrame> frame_;
  std::int64_t refused_ = 0;
  int drain_failures_ = 0;
  bool draining_ = false;
};

}  // namespace emorec::media
