#include "picture_converter.h"

#include <array>
#include <cmath>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace emorec::media {
namespace {

/// swscale may write whole vector registers: rows get room up to a multiple of this.
constexpr int kRowPixels = 16;

bool is_rgb(int format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return description != nullptr &&
         (description->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
}

bool is_grey(int format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return description != nullptr && description->nb_components <= 2 && !is_rgb(format);
}

bool is_full_range(const AVFrame& picture) {
  if (picture.color_range == AVCOL_RANGE_JPEG) return true;
  if (picture.color_range == AVCOL_RANGE_MPEG) return false;
  switch (picture.format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
      return true;
    default:
      return is_grey(picture.format);
  }
}

int yuv_matrix(const AVFrame& picture) {
  switch (picture.colorspace) {
    case AVCOL_SPC_BT709:
      return SWS_CS_ITU709;
    case AVCOL_SPC_FCC:
      return SWS_CS_FCC;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M:
      return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return SWS_CS_BT2020;
    default:
      break;
  }
  // Unsaid: what standard definition and high definition are usually made with.
  return picture.height > 576 ? SWS_CS_ITU709 : SWS_CS_ITU601;
}

FfmpegPtr<AVFrame> empty_picture(int format, cv::Size size) {
  auto picture = make_frame();
  picture->format = format;
  picture->width = size.width;
  picture->height = size.height;
  return av_frame_get_buffer(picture.get(), 0) < 0 ? nullptr : std::move(picture);
}

bool scale(SwsContext& scaler, const AVFrame& from, std::uint8_t* const* planes, const int* strides,
           cv::Size size) {
  return sws_scale(&scaler, from.data, from.linesize, 0, from.height, planes, strides) ==
         size.height;
}

}  // namespace

bool is_usable_aspect(AVRational pixel_aspect) {
  constexpr double kLimit = 8.0;
  if (pixel_aspect.num <= 0 || pixel_aspect.den <= 0) return false;
  const double aspect = av_q2d(pixel_aspect);
  return aspect <= kLimit && aspect >= 1.0 / kLimit;
}

cv::Size square_pixel_size(int width, int height, AVRational pixel_aspect) {
  if (!is_usable_aspect(pixel_aspect)) return {width, height};
  const double aspect = av_q2d(pixel_aspect);
  if (aspect >= 1.0) return {static_cast<int>(std::lround(width * aspect)), height};
  return {width, static_cast<int>(std::lround(height / aspect))};
}

bool PictureConverter::Setup::operator==(const Setup& other) const {
  return size == other.size && format == other.format && target == other.target &&
         matrix == other.matrix && full_range == other.full_range;
}

PictureConverter::Scaler PictureConverter::make_scaler(const Setup& from, cv::Size size,
                                                       AVPixelFormat to) {
  Scaler scaler(sws_getContext(from.size.width, from.size.height,
                               static_cast<AVPixelFormat>(from.format), size.width, size.height, to,
                               SWS_BICUBIC, nullptr, nullptr, nullptr));
  if (scaler != nullptr && !is_rgb(from.format)) {
    constexpr int kUnchanged = 1 << 16;  // 1.0: brightness 0, contrast and saturation as they are
    const int* matrix = sws_getCoefficients(from.matrix);
    const int range = from.full_range ? 1 : 0;
    const bool to_rgb = is_rgb(to);
    sws_setColorspaceDetails(scaler.get(), matrix, range,
                             to_rgb ? sws_getCoefficients(SWS_CS_DEFAULT) : matrix,
                             to_rgb ? 1 : range, 0, kUnchanged, kUnchanged);
  }
  return scaler;
}

bool PictureConverter::prepare(const AVFrame& picture, cv::Size target) {
  const Setup wanted{{picture.width, picture.height},
                     picture.format,
                     target,
                     yuv_matrix(picture),
                     is_full_range(picture)};
  if (setup_ && *setup_ == wanted) return true;
  setup_.reset();
  stretched_.reset();
  const auto format = static_cast<AVPixelFormat>(picture.format);
  if (sws_isSupportedInput(format) <= 0) return false;
  Setup last = wanted;
  // Scaling planes is fast, so is turning planes into BGR of the same size; both at once is not.
  if (target != wanted.size && sws_isSupportedOutput(format) > 0) {
    stretcher_ = make_scaler(wanted, target, format);
    stretched_ = empty_picture(format, target);
    if (stretcher_ == nullptr || stretched_ == nullptr) return false;
    last.size = target;
  }
  to_bgr_ = make_scaler(last, target, AV_PIX_FMT_BGR24);
  if (to_bgr_ == nullptr) return false;
  setup_ = wanted;
  return true;
}

bool PictureConverter::convert(const AVFrame& picture, AVRational pixel_aspect,
                               const Orientation& orientation, cv::Mat& bgr) {
  const cv::Size target = square_pixel_size(picture.width, picture.height, pixel_aspect);
  if (std::int64_t{target.width} * target.height > max_pixels_) return false;
  if (!prepare(picture, target)) return false;
  const AVFrame* source = &picture;
  if (stretched_ != nullptr) {
    if (!scale(*stretcher_, picture, stretched_->data, stretched_->linesize, target)) return false;
    source = stretched_.get();
  }

  const int row_pixels = (target.width + kRowPixels - 1) / kRowPixels * kRowPixels;
  cv::Mat canvas(target.height, row_pixels, CV_8UC3);
  const std::array<std::uint8_t*, 4> planes = {canvas.data, nullptr, nullptr, nullptr};
  const std::array<int, 4> strides = {static_cast<int>(canvas.step), 0, 0, 0};
  if (!scale(*to_bgr_, *source, planes.data(), strides.data(), target)) return false;
  if (row_pixels == target.width && orientation.is_identity()) {
    bgr = canvas;
  } else {
    bgr = upright(canvas(cv::Rect(0, 0, target.width, target.height)), orientation);
  }
  return true;
}

}  // namespace emorec::media
