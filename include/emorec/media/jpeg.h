// Pictures as the bytes of a JPEG file, and back.
#pragma once

#include <string>

#include <opencv2/core/mat.hpp>

namespace emorec {

/// A picture in BGR or grey, 8 bits; `quality` is 1 … 100. Throws Error (kOutput).
std::string jpeg_of(const cv::Mat& picture, int quality);

/// What a JPEG file of that quality leaves of the picture: as large, as many channels.
cv::Mat through_jpeg(const cv::Mat& picture, int quality);

}  // namespace emorec
