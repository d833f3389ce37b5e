#include "emorec/report/svg_image.h"

#include <cmath>
#include <memory>

#include <librsvg/rsvg.h>

#include "emorec/core/error.h"

#include "png_file.h"

namespace emorec {
namespace {

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
  const Surface surface = make_surface(width, height);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> canvas(cairo_create(surface.get()),
                                                                  cairo_destroy);
  cairo_set_source_rgb(canvas.get(), 1, 1, 1);
  cairo_paint(canvas.get());
  const RsvgRectangle page = {0, 0, static_cast<double>(width), static_cast<double>(height)};
  if (rsvg_handle_render_document(drawing.get(), canvas.get(), &page, nullptr) == FALSE) {
    throw Error(ErrorKind::kOutput, "librsvg cannot draw the picture as PNG. Ask for SVG.");
  }
  return png_of(surface);
}

}  // namespace emorec
