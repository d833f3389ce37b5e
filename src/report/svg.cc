#include "emorec/report/svg.h"

#include <cmath>
#include <memory>

#include <librsvg/rsvg.h>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/media/jpeg.h"
#include "emorec/report/encoding.h"

#include "png_file.h"

namespace emorec {

Svg::Svg(const std::string& title, cv::Size2d size, const char* fonts, double pixels, double scale,
         const char* unit)
    : svg_(fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
          "width=\"{:.2f}{}\" height=\"{:.2f}{}\" viewBox=\"0 0 {:.2f} {:.2f}\" role=\"img\" "
          "font-family=\"{}\">\n<title>{}</title>\n",
          size.width * scale, unit, size.height * scale, unit, size.width, size.height, fonts,
          escaped(title))),
      width_(static_cast<int>(std::lround(size.width * pixels))),
      height_(static_cast<int>(std::lround(size.height * pixels))) {
  rect(0, 0, size.width, size.height, "#ffffff");
}

void Svg::text(double x, double y, const std::string& words, const Letters& letters,
               double turned) {
  svg_ += fmt::format(
      "<text x=\"{0:.2f}\" y=\"{1:.2f}\" transform=\"rotate({2} {0:.2f} {1:.2f})\" "
      "font-size=\"{3:.2f}\" text-anchor=\"{4}\" font-weight=\"{5}\" fill=\"{6}\">{7}</text>\n",
      x, y, -turned, letters.size, letters.anchor, letters.weight, letters.colour, escaped(words));
}

void Svg::rect(double x, double y, double width, double height, const std::string& fill,
               const Stroke& edge) {
  svg_ += fmt::format(
      "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\" "
      "stroke=\"{}\" stroke-width=\"{}\"/>\n",
      x, y, width, height, fill, edge.colour, edge.width);
}

void Svg::line(const std::vector<cv::Point2d>& points, const Stroke& stroke, bool closed) {
  std::string places;
  for (const auto& point : points) places += fmt::format("{:.2f},{:.2f} ", point.x, point.y);
  svg_ += fmt::format(
      "<{} points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-dasharray=\"{}\" "
      "stroke-opacity=\"{}\"/>\n",
      closed ? "polygon" : "polyline", places, stroke.colour, stroke.width, stroke.dash,
      stroke.opacity);
}

void Svg::image(double x, double y, double side, const cv::Mat3b& picture) {
  constexpr int kQuality = 93;
  svg_ += fmt::format(
      "<image x=\"{0:.2f}\" y=\"{1:.2f}\" width=\"{2:.2f}\" height=\"{2:.2f}\" "
      "xlink:href=\"{3}\"/>\n",
      x, y, side, data_uri("image/jpeg", jpeg_of(picture, kQuality)));
}

std::string Svg::png() const {
  const std::string text = svg();
  const std::unique_ptr<RsvgHandle, decltype(&g_object_unref)> drawing(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(text.data()), text.size(), nullptr),
      g_object_unref);
  if (drawing == nullptr) throw Error(ErrorKind::kOutput, "librsvg cannot read the drawing.");
  const Surface surface = make_surface(width_, height_);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> canvas(cairo_create(surface.get()),
                                                                  cairo_destroy);
  cairo_set_source_rgb(canvas.get(), 1, 1, 1);
  cairo_paint(canvas.get());
  const RsvgRectangle page = {0, 0, static_cast<double>(width_), static_cast<double>(height_)};
  if (rsvg_handle_render_document(drawing.get(), canvas.get(), &page, nullptr) == FALSE) {
    throw Error(ErrorKind::kOutput, "librsvg cannot draw the picture as PNG. Ask for SVG.");
  }
  return png_of(surface);
}

void Svg::write(const std::filesystem::path& path) const {
  const std::string bytes = path.extension() == ".png" ? png() : svg();
  replace_file(path, [&](std::ostream& out) { out << bytes; });
}

}  // namespace emorec
