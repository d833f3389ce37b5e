#include "emorec/report/svg_image.h"

#include <cmath>
#include <memory>

#include <cairo.h>
#include <librsvg/rsvg.h>

#include "emorec/core/error.h"

namespace emorec {
namespace {

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

/// Height over width, by the drawing's viewBox.
double proportion(RsvgHandle* drawing) {
  gboolean has_box = FALSE;
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(drawing, nullptr, nullptr, nullptr, nullptr, &has_box, &box);
  return has_box != FALSE && box.width > 0 ? box.height / box.width : 1;
}

}  // namespace

std::string png_of_svg(const std::string& svg, int width) {
  const std::unique_ptr<RsvgHandle, decltype(&g_object_unref)> drawing(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), nullptr),
      g_object_unref);
  if (drawing == nullptr) throw Error(ErrorKind::kOutput, "librsvg cannot read the drawing.");
  const int height = static_cast<int>(std::lround(width * proportion(drawing.get())));
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), cairo_surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> canvas(cairo_create(surface.get()),
                                                                  cairo_destroy);
  cairo_set_source_rgb(canvas.get(), 1, 1, 1);
  cairo_paint(canvas.get());
  const RsvgRectangle page = {0, 0, static_cast<double>(width), static_cast<double>(height)};
  std::string bytes;
  if (rsvg_handle_render_document(drawing.get(), canvas.get(), &page, nullptr) == FALSE ||
      cairo_surface_write_to_png_stream(surface.get(), append, &bytes) != CAIRO_STATUS_SUCCESS) {
    throw Error(ErrorKind::kOutput, "librsvg cannot draw the picture as PNG. Ask for SVG.");
  }
  return bytes;
}

}  // namespace emorec
