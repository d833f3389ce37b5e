#include "aac_encoder.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

namespace emorec::media {
namespace {

constexpr int kBitsPerChannel = 96000;
constexpr int kUsualRate = 48000;

Error undecodable(const AVStream& source, const std::string& why) {
  return Error(ErrorKind::kInput, std::string("its sound (") +
                                      avcodec_get_name(source.codecpar->codec_id) +
                                      ") cannot be decoded: " + why + ".");
}

FfmpegPtr<AVCodecContext> open_decoder(const AVStream& source) {
  const AVCodec* found = avcodec_find_decoder(source.codecpar->codec_id);
  if (found == nullptr) throw undecodable(source, "unknown to the FFmpeg libraries in use");
  FfmpegPtr<AVCodecContext> codec(avcodec_alloc_context3(found));
  if (codec == nullptr) throw std::bad_alloc();
  int failed = avcodec_parameters_to_context(codec.get(), source.codecpar);
  if (failed >= 0) failed = avcodec_open2(codec.get(), found, nullptr);
  if (failed < 0) throw undecodable(source, ffmpeg_reason(failed));
  if (codec->sample_rate <= 0 || codec->ch_layout.nb_channels <= 0) {
    throw undecodable(source, "its header names no sample rate or channels");
  }
  return codec;
}

int rate_for(const AVCodec& aac, int wanted) {
  for (const int* rate = aac.supported_samplerates; rate != nullptr && *rate != 0; ++rate) {
    if (*rate == wanted) return wanted;
  }
  return kUsualRate;
}

FfmpegPtr<AVCodecContext> open_encoder(const Mp4File& file, const AVCodecContext& decoder) {
  const AVCodec* aac = avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (aac == nullptr) throw file.error("the FFmpeg libraries in use cannot encode AAC");
  FfmpegPtr<AVCodecContext> codec(avcodec_alloc_context3(aac));
  if (codec == nullptr) throw std::bad_alloc();
  codec->sample_fmt = AV_SAMPLE_FMT_FLTP;
  codec->sample_rate = rate_for(*aac, decoder.sample_rate);
  codec->time_base = {1, codec->sample_rate};
  av_channel_layout_default(&codec->ch_layout, std::min(2, decoder.ch_layout.nb_channels));
  codec->bit_rate = std::int64_t{kBitsPerChannel} * codec->ch_layout.nb_channels;
  codec->flags |= Mp4File::kCodecFlags;
  const int failed = avcodec_open2(codec.get(), aac, nullptr);
  if (failed < 0) throw file.error("AAC encoder: " + ffmpeg_reason(failed));
  return codec;
}

FfmpegPtr<SwrContext> make_resampler(const AVStream& source, const AVCodecContext& from,
                                     AVCodecContext& to) {
  AVChannelLayout layout = from.ch_layout;
  if (layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&layout, from.ch_layout.nb_channels);
  }
  SwrContext* made = nullptr;
  int failed = swr_alloc_set_opts2(&made, &to.ch_layout, to.sample_fmt, to.sample_rate, &layout,
                                   from.sample_fmt, from.sample_rate, 0, nullptr);
  FfmpegPtr<SwrContext> resampler(made);
  if (failed >= 0) failed = swr_init(resampler.get());
  if (failed < 0) throw undecodable(source, ffmpeg_reason(failed));
  return resampler;
}

}  // namespace

AacEncoder::AacEncoder(Mp4File& file, const AVStream& source)
    : file_(file),
      decoder_(open_decoder(source)),
      encoder_(open_encoder(file, *decoder_)),
      resampler_(make_resampler(source, *decoder_, *encoder_)),
      waiting_(av_audio_fifo_alloc(encoder_->sample_fmt, encoder_->ch_layout.nb_channels,
                                   encoder_->frame_size)) {
  if (waiting_ == nullptr) throw std::bad_alloc();
  target_ = &file.add_stream();
  target_->time_base = encoder_->time_base;
  const int failed = avcodec_parameters_from_context(target_->codecpar, encoder_.get());
  if (failed < 0) throw file_.error(ffmpeg_reason(failed));
}

void AacEncoder::add(const AVPacket& packet, double time) {
  if (!next_stamp_) next_stamp_ = std::llround(time * encoder_->sample_rate);
  decode(&packet);
}

void AacEncoder::finish() {
  if (!next_stamp_) return;
  decode(nullptr);
  convert(nullptr);
  encode_waiting(1);
  encode(nullptr);
}

/// A packet that cannot be decoded is a gap, not the end.
void AacEncoder::decode(const AVPacket* packet) {
  if (avcodec_send_packet(decoder_.get(), packet) < 0) return;
  while (avcodec_receive_frame(decoder_.get(), decoded_.get()) >= 0) {
    const bool as_announced =
        decoded_->sample_rate == decoder_->sample_rate &&
        decoded_->format == decoder_->sample_fmt &&
        av_channel_layout_compare(&decoded_->ch_layout, &decoder_->ch_layout) == 0;
    if (as_announced) convert(decoded_.get());
  }
  encode_waiting(encoder_->frame_size);
}

/// Null gives what the resampler still holds.
void AacEncoder::convert(const AVFrame* sound) {
  const int count = sound == nullptr ? 0 : sound->nb_samples;
  const auto** input =
      sound == nullptr ? nullptr : const_cast<const std::uint8_t**>(sound->extended_data);
  const int room = swr_get_out_samples(resampler_.get(), count);
  if (room <= 0) return;
  const FfmpegPtr<AVFrame> frame = make_sound(room);
  const int converted = swr_convert(resampler_.get(), frame->extended_data, room, input, count);
  if (converted <= 0) return;
  if (av_audio_fifo_write(waiting_.get(), reinterpret_cast<void**>(frame->extended_data),
                          converted) < converted) {
    throw std::bad_alloc();
  }
}

/// Frames of exactly the size that the encoder takes; only the last may be shorter.
void AacEncoder::encode_waiting(int least) {
  while (av_audio_fifo_size(waiting_.get()) >= least) {
    const FfmpegPtr<AVFrame> frame =
        make_sound(std::min(encoder_->frame_size, av_audio_fifo_size(waiting_.get())));
    av_audio_fifo_read(waiting_.get(), reinterpret_cast<void**>(frame->extended_data),
                       frame->nb_samples);
    frame->pts = *next_stamp_;
    *next_stamp_ += frame->nb_samples;
    encode(frame.get());
  }
}

FfmpegPtr<AVFrame> AacEncoder::make_sound(int samples) const {
  FfmpegPtr<AVFrame> frame = make_frame();
  frame->format = encoder_->sample_fmt;
  frame->sample_rate = encoder_->sample_rate;
  frame->nb_samples = samples;
  if (av_channel_layout_copy(&frame->ch_layout, &encoder_->ch_layout) < 0 ||
      av_frame_get_buffer(frame.get(), 0) < 0) {
    throw std::bad_alloc();
  }
  return frame;
}

void AacEncoder::encode(const AVFrame* sound) {
  int failed = avcodec_send_frame(encoder_.get(), sound);
  while (failed >= 0 && (failed = avcodec_receive_packet(encoder_.get(), packet_.get())) >= 0) {
    file_.write(*packet_, encoder_->time_base, *target_);
  }
  if (failed != AVERROR(EAGAIN) && failed != AVERROR_EOF) {
    throw file_.error("AAC encoder: " + ffmpeg_reason(failed));
  }
}

}  // namespace emorec::media
