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
  return width == other.width && height == other.height && format == other.format &&
         target == other.target && matrix == other.matrix && full_range == other.full_range;
}

bool PictureConverter::prepare(const AVFrame& picture, cv::Size target) {
  const Setup wanted{picture.width, picture.height,      picture.format,
                     target,        yuv_matrix(picture), is_full_range(picture)};
  if (setup_ && *setup_ == wanted) return true;
  setup_.reset();
  const auto format = static_cast<AVPixelFormat>(picture.format);
  if (sws_isSupportedInput(format) <= 0) return false;
  scaler_.reset(sws_getContext(picture.width, picture.height, format, target.width, target.height,
                               AV_PIX_FMT_BGR24, SWS_BICUBIC, nullptr, nullptr, nullptr));
  if (scaler_ == nullptr) return false;
  if (!is_rgb(picture.format)) {
    constexpr int kUnchanged = 1 << 16;  // 1.0: brightness 0, contrast and saturation as they are
    sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(wanted.matrix),
                             wanted.full_range ? 1 : 0, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0,
                             kUnchanged, kUnchanged);
  }
  setup_ = wanted;
  return true;
}

bool PictureConverter::convert(const AVFrame& picture, AVRational pixel_aspect,
                               const Orientation& orientation, cv::Mat& bgr) {
  const cv::Size target = square_pixel_size(picture.width, picture.height, pixel_aspect);
  if (std::int64_t{target.width} * target.height > max_pixels_) return false;
  if (!prepare(picture, target)) return false;

  const int row_pixels = (target.width + kRowPixels - 1) / kRowPixels * kRowPixels;
  cv::Mat canvas(target.height, row_pixels, CV_8UC3);
  const std::array<std::uint8_t*, 4> planes = {canvas.data, nullptr, nullptr, nullptr};
  const std::array<int, 4> strides = {static_cast<int>(canvas.step), 0, 0, 0};
  const int rows = sws_scale(scaler_.get(), picture.data, picture.linesize, 0, picture.height,
                             planes.data(), strides.data());
  if (rows != target.height) return false;
  if (row_pixels == target.width && orientation.is_identity()) {
    bgr = canvas;
  } else {
    bgr = upright(canvas(cv::Rect(0, 0, target.width, target.height)), orientation);
  }
  return true;
}

}  // namespace emorec::media
