// One image file → one upright BGR picture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <opencv2/core/mat.hpp>

namespace emorec::media {

struct StillImage {
  cv::Mat bgr;
  std::string codec;  ///< FFmpeg's name, e.g. "mjpeg" for JPEG
  int rotation = 0;   ///< degrees clockwise by which it was turned, as its EXIF data asks
};

/// Whether the file's extension is that of a still image (a GIF counts as a video).
bool has_image_extension(const std::filesystem::path& path);

/// FFmpeg decodes images as well as videos, which keeps the limits, the quiet and the colours the
/// same for both.
/// @throws Error{kInput} if it cannot be read or has more than `max_pixels`.
StillImage read_still_image(const std::filesystem::path& path, std::int64_t max_pixels);

}  // namespace emorec::media
