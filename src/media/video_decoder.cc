#include "video_decoder.h"

#include <new>
#include <string>

#include "input_error.h"

namespace emorec::media {
namespace {

FfmpegPtr<AVCodecContext> open_codec(const MediaFile& file, int threads, std::int64_t max_pixels) {
  FfmpegPtr<AVCodecContext> codec(avcodec_alloc_context3(&file.codec()));
  if (codec == nullptr) throw std::bad_alloc();
  int failed = avcodec_parameters_to_context(codec.get(), file.stream().codecpar);
  if (failed >= 0) {
    codec->pkt_timebase = file.stream().time_base;
    codec->thread_count = threads;
    codec->max_pixels = max_pixels;
    failed = avcodec_open2(codec.get(), &file.codec(), nullptr);
  }
  if (failed < 0) {
    throw input_error(file.path(),
                      std::string("its ") + file.codec().name + " video cannot be decoded (" +
                          ffmpeg_reason(failed) + ")",
                      "The file is damaged: fetch it again.");
  }
  return codec;
}

}  // namespace

VideoDecoder::VideoDecoder(MediaFile& file, int threads, std::int64_t max_pixels)
    : file_(file),
      codec_(open_codec(file, threads, max_pixels)),
      packet_(make_packet()),
      frame_(make_frame()) {}

bool VideoDecoder::next() {
  while (true) {
    const int result = avcodec_receive_frame(codec_.get(), frame_.get());
    if (result == AVERROR_EOF) return false;
    if (result == AVERROR(EAGAIN)) {
      if (draining_) return false;
      feed();
    } else if (result < 0) {
      // The codec has moved on past what it could not decode. It holds at most a few pictures per
      // thread, so a long run of failures while draining is a codec that is stuck.
      ++refused_;
      constexpr int kStuck = 1000;
      if (draining_) {
        if (++drain_failures_ > kStuck) return false;
      } else {
        feed();
      }
    } else if (frame_->width > 0 && frame_->height > 0 && frame_->data[0] != nullptr) {
      return true;
    }
  }
}

void VideoDecoder::feed() {
  if (file_.read(*packet_)) {
    send(packet_.get());
  } else {
    draining_ = true;
    send(nullptr);
  }
}

void VideoDecoder::send(const AVPacket* packet) {
  if (avcodec_send_packet(codec_.get(), packet) < 0) ++refused_;
}

}  // namespace emorec::media
