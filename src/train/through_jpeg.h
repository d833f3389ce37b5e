// What a JPEG file leaves of a picture.
#pragma once

#include <vector>

#include <opencv2/imgcodecs.hpp>

namespace emorec {

/// As many channels as before; `quality` is 0 … 100.
inline cv::Mat through_jpeg(const cv::Mat& image, int quality) {
  std::vector<unsigned char> file;
  cv::imencode(".jpg", image, file, {cv::IMWRITE_JPEG_QUALITY, quality});
  return cv::imdecode(file, cv::IMREAD_UNCHANGED);
}

}  // namespace emorec
