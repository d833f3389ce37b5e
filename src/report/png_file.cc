#include "png_file.h"

#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"

namespace emorec {
namespace {

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Surface make_surface(int width, int height) {
  return {cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), cairo_surface_destroy};
}

std::string png_of(const Surface& surface) {
  std::string bytes;
  const auto status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw Error(ErrorKind::kOutput, std::string("PNG: ") + cairo_status_to_string(status));
  }
  return bytes;
}

std::string png_of(const cv::Mat3b& picture) {
  const Surface surface = make_surface(picture.cols, picture.rows);
  const cv::Mat pixels(picture.size(), CV_8UC4, cairo_image_surface_get_data(surface.get()),
                       static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get())));
  cv::cvtColor(picture, pixels, cv::COLOR_BGR2BGRA);
  cairo_surface_mark_dirty(surface.get());
  return png_of(surface);
}

}  // namespace emorec
