// One image file → one upright BGR picture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <opencv2/core/mat.hpp>

namespace emorec::media {

struct StillImage {
  cv::Mat bgr;
  std::string codec;     ///< FFmpeg's name, e.g. "mjpeg" for JPEG
  int rotation = 0;      ///< degrees clockwise by which it was turned, as its EXIF data asks
  bool damaged = false;  ///< parts of it are missing: the file is truncated or damaged
};

/// FFmpeg decodes images as well as videos, which keeps the limits, the quiet and the colours the
/// same for both.
/// @throws Error{kInput} if it cannot be read or has more than `max_pixels`.
StillImage read_still_image(const std::filesystem::path& path, std::int64_t max_pixels);

}  // namespace emorec::media
