// A decoded picture of any pixel format, size, shape of pixel and orientation → upright BGR with
// square pixels.
#pragma once

#include <cstdint>
#include <optional>

#include <opencv2/core/mat.hpp>

#include "ffmpeg.h"
#include "orientation.h"

namespace emorec::media {

/// W×H with square pixels. The shorter-sampled side is enlarged, so that no detail is lost.
cv::Size square_pixel_size(int width, int height, AVRational pixel_aspect);

/// Whether a pixel aspect is known and believable: no real one is beyond 8:1.
bool is_usable_aspect(AVRational pixel_aspect);

class PictureConverter {
 public:
  explicit PictureConverter(std::int64_t max_pixels) : max_pixels_(max_pixels) {}

  /// False if the picture is of a format that cannot be converted, or with square pixels has more
  /// than `max_pixels`. Parameters may change from picture to picture.
  bool convert(const AVFrame& picture, AVRational pixel_aspect, const Orientation& orientation,
               cv::Mat& bgr);

 private:
  /// What scaling contexts were made for.
  struct Setup {
    cv::Size size;
    int format;
    cv::Size target;
    int matrix;
    bool full_range;
    bool operator==(const Setup& other) const;
  };

  using Scaler = FfmpegPtr<SwsContext>;

  static Scaler make_scaler(const Setup& from, cv::Size size, AVPixelFormat to);
  bool prepare(const AVFrame& picture, cv::Size target);

  std::int64_t max_pixels_;
  Scaler stretcher_;              ///< to square pixels; in use if there is `stretched_`
  FfmpegPtr<AVFrame> stretched_;  ///< square pixels in the picture's own format
  Scaler to_bgr_;
  std::optional<Setup> setup_;
};

}  // namespace emorec::media
