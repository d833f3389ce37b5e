// Sound packets of any codec → AAC packets of an MP4 file.
#pragma once

#include <cstdint>
#include <optional>

#include "ffmpeg.h"
#include "mp4_file.h"

namespace emorec::media {

class AacEncoder {
 public:
  /// Adds its stream to `file`, which has not begun; the packets are those of `source`.
  /// @throws Error{kInput} if they cannot be decoded; then `file` is as it was.
  AacEncoder(Mp4File& file, const AVStream& source);

  /// `time`: of the packet, in seconds from the beginning of the file.
  void add(const AVPacket& packet, double time);
  void finish();

 private:
  void decode(const AVPacket* packet);
  void convert(const AVFrame* sound);
  void encode_waiting(int least);
  void encode(const AVFrame* sound);
  FfmpegPtr<AVFrame> make_sound(int samples) const;

  Mp4File& file_;
  AVStream* target_ = nullptr;
  FfmpegPtr<AVCodecContext> decoder_;
  FfmpegPtr<AVCodecContext> encoder_;
  FfmpegPtr<SwrContext> resampler_;
  FfmpegPtr<AVAudioFifo> waiting_;  // converted, not yet a whole frame of the encoder
  FfmpegPtr<AVFrame> decoded_ = make_frame();
  FfmpegPtr<AVPacket> packet_ = make_packet();
  std::optional<std::int64_t> next_stamp_;  // of the next encoded frame, in samples
};

}  // namespace emorec::media
