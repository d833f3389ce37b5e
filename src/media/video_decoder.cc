#include "video_decoder.h"

#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "input_error.h"

namespace emorec::media {
namespace {

FfmpegPtr<AVCodecContext> open_codec(const PacketSource& source, int threads,
                                     std::int64_t max_pixels, Damage damage) {
  FfmpegPtr<AVCodecContext> codec(avcodec_alloc_context3(&source.codec()));
  if (codec == nullptr) throw std::bad_alloc();
  int failed = avcodec_parameters_to_context(codec.get(), source.stream().codecpar);
  if (failed >= 0) {
    codec->pkt_timebase = source.stream().time_base;
    codec->thread_count = threads;
    codec->max_pixels = max_pixels;
    if (damage == Damage::kRefused) codec->err_recognition |= AV_EF_EXPLODE;
    failed = avcodec_open2(codec.get(), &source.codec(), nullptr);
  }
  if (failed < 0) {
    throw input_error(source.name(),
                      std::string("its ") + source.codec().name + " video cannot be decoded (" +
                          ffmpeg_reason(failed) + ")",
                      "The file is damaged: fetch it again.");
  }
  return codec;
}

/// Takes a number that FFmpeg has no name for as nothing said. Files are passed on as they are,
/// also where an enumeration cannot hold what they say.
template <class Enum>
void keep_known(Enum& told, Enum end, Enum unsaid) {
  int number = 0;
  static_assert(sizeof(number) == sizeof(told));
  std::memcpy(&number, &told, sizeof(number));
  if (number < 0 || number >= static_cast<int>(end)) told = unsaid;
}

void keep_known_colours(AVFrame& picture) {
  keep_known(picture.color_range, AVCOL_RANGE_NB, AVCOL_RANGE_UNSPECIFIED);
  keep_known(picture.color_primaries, AVCOL_PRI_NB, AVCOL_PRI_UNSPECIFIED);
  keep_known(picture.color_trc, AVCOL_TRC_NB, AVCOL_TRC_UNSPECIFIED);
  keep_known(picture.colorspace, AVCOL_SPC_NB, AVCOL_SPC_UNSPECIFIED);
}

}  // namespace

VideoDecoder::VideoDecoder(PacketSource& source, int threads, std::int64_t max_pixels,
                           Damage damage)
    : source_(source),
      codec_(open_codec(source, threads, max_pixels, damage)),
      packet_(make_packet()),
      frame_(make_frame()),
      blank_(make_frame()) {}

void VideoDecoder::may_drop(std::function<bool(const AVPacket&)> dispensable) {
  // Some other codecs have packets that are no frame.
  const AVCodecID id = codec_->codec_id;
  if (id == AV_CODEC_ID_H264 || id == AV_CODEC_ID_HEVC) dispensable_ = std::move(dispensable);
}

bool VideoDecoder::next() {
  if (!waiting_) waiting_ = decode();
  gap_ = next_gap();
  if (gap_) return true;
  return std::exchange(waiting_, false);
}

/// The first of the frames that were dropped, if it comes before the one that waits.
bool VideoDecoder::next_gap() {
  const auto first = maybe_dropped_.begin();
  if (first == maybe_dropped_.end()) return false;
  if (waiting_ && first->first >= frame_->best_effort_timestamp) return false;
  blank_->best_effort_timestamp = first->first;
  blank_->pkt_duration = first->second;
  maybe_dropped_.erase(first);
  return true;
}

/// The next picture, to frame_.
bool VideoDecoder::decode() {
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
      keep_known_colours(*frame_);
      const auto own = maybe_dropped_.lower_bound({frame_->best_effort_timestamp, INT64_MIN});
      if (own != maybe_dropped_.end() && own->first == frame_->best_effort_timestamp)
        maybe_dropped_.erase(own);
      return true;
    }
  }
}

void VideoDecoder::feed() {
  if (source_.read(*packet_)) {
    const bool drop = drops(*packet_);
    codec_->skip_frame = drop ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
    if (drop) maybe_dropped_.emplace(packet_->pts, packet_->duration);
    send(packet_.get());
  } else {
    draining_ = true;
    send(nullptr);
  }
}

bool VideoDecoder::drops(const AVPacket& packet) const {
  constexpr int kNotToBeShown = AV_PKT_FLAG_DISCARD | AV_PKT_FLAG_CORRUPT;
  return dispensable_ && packet.pts != AV_NOPTS_VALUE && (packet.flags & kNotToBeShown) == 0 &&
         dispensable_(packet);
}

void VideoDecoder::send(const AVPacket* packet) {
  if (avcodec_send_packet(codec_.get(), packet) < 0) ++refused_;
}

}  // namespace emorec::media
