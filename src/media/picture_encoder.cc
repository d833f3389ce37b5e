#include "picture_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>

#include <opencv2/core.hpp>

extern "C" {
#include <libavutil/opt.h>
}

namespace emorec::media {
namespace {

/// Divides the frames of 24, 25, 30 and 30000/1001 per second, and whole milliseconds.
constexpr AVRational kTick = {1, 90000};
constexpr std::int64_t kUnknownGap = 90000 / 25;
constexpr double kLongest = 3600.0;  // s, of one picture: beyond is a container's lie

std::int64_t ticks(double seconds) { return std::llround(seconds / av_q2d(kTick)); }

int even(int side) { return side + side % 2; }

/// W×H of the file: even, and no wider than asked for.
cv::Size size_for(const cv::Mat& first, int max_width) {
  if (max_width == 0 || first.cols <= max_width) return {even(first.cols), even(first.rows)};
  const double scale = static_cast<double>(max_width) / first.cols;
  const int height = std::max(2, static_cast<int>(std::lround(first.rows * scale)));
  return {std::max(2, max_width - max_width % 2), even(height)};
}

FfmpegPtr<AVCodecContext> open_codec(const Mp4File& file, cv::Size size,
                                     const ClipWriterOptions& options) {
  const AVCodec* x264 = avcodec_find_encoder_by_name("libx264");
  if (x264 == nullptr) throw file.error("the FFmpeg libraries in use lack libx264");
  FfmpegPtr<AVCodecContext> codec(avcodec_alloc_context3(x264));
  if (codec == nullptr) throw std::bad_alloc();
  codec->width = size.width;
  codec->height = size.height;
  codec->pix_fmt = AV_PIX_FMT_YUV420P;
  codec->sample_aspect_ratio = {1, 1};
  codec->color_range = AVCOL_RANGE_MPEG;
  codec->colorspace = AVCOL_SPC_BT709;
  codec->color_primaries = AVCOL_PRI_BT709;
  codec->color_trc = AVCOL_TRC_BT709;
  codec->time_base = kTick;
  codec->framerate = {30, 1};  // for the level that a player must support; times go by the ticks
  codec->gop_size = 50;        // so that going to a frame is quick
  codec->max_b_frames = 0;     // packets in presentation order: every duration stays exact
  codec->thread_count = options.threads;
  codec->flags |= Mp4File::kCodecFlags;
  av_opt_set(codec->priv_data, "preset", "veryfast", 0);
  av_opt_set_double(codec->priv_data, "crf", options.crf, 0);
  const int failed = avcodec_open2(codec.get(), x264, nullptr);
  if (failed < 0) throw file.error("H.264 encoder: " + ffmpeg_reason(failed));
  return codec;
}

}  // namespace

PictureEncoder::PictureEncoder(Mp4File& file, const cv::Mat& first,
                               const ClipWriterOptions& options)
    : file_(file),
      stream_(file.add_stream()),
      codec_(open_codec(file, size_for(first, options.max_width), options)),
      last_gap_(kUnknownGap) {
  stream_.time_base = kTick;
  stream_.sample_aspect_ratio = codec_->sample_aspect_ratio;
  const int failed = avcodec_parameters_from_context(stream_.codecpar, codec_.get());
  if (failed < 0) throw file_.error(ffmpeg_reason(failed));
}

void PictureEncoder::add(const cv::Mat& bgr, double time) {
  FfmpegPtr<AVFrame> picture = converted(bgr);
  picture->pts = ticks(time);
  if (last_ != nullptr) {
    picture->pts = std::max(picture->pts, last_->pts + 1);
    encode_last(picture->pts - last_->pts);
  }
  last_ = std::move(picture);
}

void PictureEncoder::finish(double last_duration) {
  const double shown = std::min(last_duration, kLongest);
  encode_last(shown > 0 ? std::max<std::int64_t>(1, ticks(shown)) : last_gap_);
  send(nullptr);
}

void PictureEncoder::encode_last(std::int64_t duration) {
  last_gap_ = duration;
  durations_.push_back(duration);
  send(last_.get());
}

void PictureEncoder::send(const AVFrame* picture) {
  int failed = avcodec_send_frame(codec_.get(), picture);
  while (failed >= 0 && (failed = avcodec_receive_packet(codec_.get(), packet_.get())) >= 0) {
    packet_->duration = durations_.front();
    durations_.pop_front();
    file_.write(*packet_, kTick, stream_);
  }
  if (failed != AVERROR(EAGAIN) && failed != AVERROR_EOF) {
    throw file_.error("H.264 encoder: " + ffmpeg_reason(failed));
  }
}

FfmpegPtr<AVFrame> PictureEncoder::converted(const cv::Mat& bgr) {
  cv::Mat even_sized = bgr;
  if (bgr.cols % 2 != 0 || bgr.rows % 2 != 0) {
    cv::copyMakeBorder(bgr, even_sized, 0, bgr.rows % 2, 0, bgr.cols % 2, cv::BORDER_REPLICATE);
  }
  FfmpegPtr<AVFrame> picture = make_frame();
  picture->format = codec_->pix_fmt;
  picture->width = codec_->width;
  picture->height = codec_->height;
  if (av_frame_get_buffer(picture.get(), 0) < 0) throw std::bad_alloc();
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), even_sized.cols, even_sized.rows, AV_PIX_FMT_BGR24, codec_->width,
      codec_->height, codec_->pix_fmt, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
  if (scaler_ == nullptr) throw std::bad_alloc();
  constexpr int kUnchanged = 1 << 16;  // 1.0: brightness 0, contrast and saturation as they are
  sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(SWS_CS_DEFAULT), 1,
                           sws_getCoefficients(SWS_CS_ITU709), 0, 0, kUnchanged, kUnchanged);
  const std::array<const std::uint8_t*, 4> planes = {even_sized.data, nullptr, nullptr, nullptr};
  const std::array<int, 4> strides = {static_cast<int>(even_sized.step), 0, 0, 0};
  sws_scale(scaler_.get(), planes.data(), strides.data(), 0, even_sized.rows, picture->data,
            picture->linesize);
  return picture;
}

}  // namespace emorec::media
