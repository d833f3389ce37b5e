// FFmpeg's C objects as owners that free themselves, and what the room asks of the library as a
// whole.
#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

namespace emorec::media {

struct FfmpegDeleter {
  void operator()(AVFormatContext* p) const noexcept { avformat_close_input(&p); }
  void operator()(AVIOContext* p) const noexcept { avio_closep(&p); }
  void operator()(AVCodecContext* p) const noexcept { avcodec_free_context(&p); }
  void operator()(AVPacket* p) const noexcept { av_packet_free(&p); }
  void operator()(AVFrame* p) const noexcept { av_frame_free(&p); }
  void operator()(SwsContext* p) const noexcept { sws_freeContext(p); }
};

template <typename T>
using FfmpegPtr = std::unique_ptr<T, FfmpegDeleter>;

/// @throws std::bad_alloc
FfmpegPtr<AVPacket> make_packet();
FfmpegPtr<AVFrame> make_frame();

/// FFmpeg's words for one of its error codes.
std::string ffmpeg_reason(int code);

}  // namespace emorec::media
