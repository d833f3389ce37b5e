// Pictures as the bytes of a PNG file.
#pragma once

#include <memory>
#include <string>

#include <cairo.h>
#include <opencv2/core/mat.hpp>

namespace emorec {

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

/// H×W pixels without transparency.
Surface make_surface(int width, int height);

/// @throws Error{kOutput} if cairo cannot write it.
std::string png_of(const Surface& surface);

/// A picture in BGR.
std::string png_of(const cv::Mat3b& picture);

}  // namespace emorec
