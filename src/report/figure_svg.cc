#include "figure_svg.h"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/label_set.h"
#include "emorec/media/jpeg.h"
#include "emorec/report/encoding.h"

#include "clock.h"

namespace emorec {
namespace {

// Millimetres.
constexpr double kNames = 13.6;  // the words at the left
constexpr double kGap = 0.8;
constexpr double kEdge = 0.1;  // room for the edge of the last bar
constexpr double kGroupGap = 2.4;
constexpr double kLargestFace = 30;
constexpr double kLetters = 2.1;  // 6 points
constexpr double kHeading = 3.6;
constexpr double kBarPitch = 2.35;
constexpr double kBar = 1.75;
constexpr double kLine = 2.9;
constexpr int kJpegQuality = 93;
constexpr const char* kInk = "#1a1a1a";

/// What of the width is not faces.
double around_faces(std::size_t most, std::size_t least) {
  return kNames + static_cast<double>(most + least - 1) * kGap + (least > 0 ? kGroupGap : 0);
}

class Drawing {
 public:
  Drawing(const FigureContent& content, double width)
      : content_(content),
        side_(figure_face_side(content.most.size(), content.least.size(), width)),
        // Narrow columns need smaller figures under them.
        figures_(std::min(kLetters, 0.21 * side_)),
        attention_(kHeading + side_ + 0.5),
        bars_(attention_ + side_ + 1.2),
        importance_(bars_ + static_cast<double>(content.labels.size()) * kBarPitch + 0.4),
        width_(around_faces(content.most.size(), content.least.size()) +
               side_ * static_cast<double>(content.most.size() + content.least.size()) + kEdge),
        height_(importance_ + 2 * kLine + 0.4) {}

  double width() const { return width_; }

  std::string draw(double scale, const char* unit) {
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "width=\"{:.2f}{}\" height=\"{:.2f}{}\" viewBox=\"0 0 {:.2f} {:.2f}\" role=\"img\" "
        "fill=\"{}\" font-size=\"{}\" "
        "font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">\n",
        width_ * scale, unit, height_ * scale, unit, width_, height_, kInk, kLetters);
    svg_ += fmt::format(
        "<title>{} {:.0f} %: the frames that count</title>\n"
        "<rect width=\"{:.2f}\" height=\"{:.2f}\" fill=\"#ffffff\"/>\n",
        escaped(content_.labels.name(content_.label)), 100 * content_.probability, width_, height_);
    draw_names();
    double x = kNames;
    const bool single = content_.most.size() + content_.least.size() == 1;
    draw_group(single ? "the frame" : "most important", content_.most, x);
    x += kGroupGap;
    draw_group("least important", content_.least, x);
    return svg_ + "</svg>\n";
  }

 private:
  void text(double x, double y, const std::string& words, const std::string& attributes = "") {
    svg_ += fmt::format("<text x=\"{:.2f}\" y=\"{:.2f}\"{}>{}</text>\n", x, y, attributes, words);
  }

  /// What the rows are, left of them.
  void draw_names() {
    const double middle = kHeading + side_ / 2;
    text(0, middle, escaped(content_.labels.name(content_.label)), " font-weight=\"bold\"");
    text(0, middle + kLine, fmt::format("{:.0f} %", 100 * content_.probability));
    text(0, attention_ + side_ / 2 + kLetters / 3, "attention");
    double y = bars_ + kBar - 0.1;
    for (const auto& name : content_.labels.names()) {
      text(0, y, escaped(name));
      y += kBarPitch;
    }
    text(0, importance_ + kLetters, "importance");
    text(0, importance_ + kLetters + kLine, "time");
  }

  /// Moves `x` past the group.
  void draw_group(const std::string& heading, const std::vector<FigureColumn>& columns, double& x) {
    if (columns.empty()) return;
    const double end = x + static_cast<double>(columns.size()) * (side_ + kGap) - kGap;
    text(x, kLetters, heading, fmt::format(" font-size=\"{:.2f}\"", figures_));
    svg_ += fmt::format("<path d=\"M{:.2f} {:.2f}H{:.2f}\" stroke=\"{}\" stroke-width=\"0.15\"/>\n",
                        x, kHeading - 0.6, end, kInk);
    for (const auto& column : columns) {
      draw_column(column, x);
      x += side_ + kGap;
    }
    x -= kGap;
  }

  void draw_column(const FigureColumn& column, double x) {
    draw_picture(column.face, x, kHeading);
    draw_picture(column.attention, x, attention_);
    draw_bars(column.probabilities, x);
    const auto centred = fmt::format(" text-anchor=\"middle\" font-size=\"{:.2f}\"", figures_);
    const double y = importance_ + kLetters;
    text(x + side_ / 2, y, fmt::format("{:.1f} %", 100 * column.importance), centred);
    text(x + side_ / 2, y + kLine, clock(column.time), centred);
  }

  void draw_picture(const cv::Mat3b& picture, double x, double y) {
    svg_ += fmt::format(
        "<image x=\"{0:.2f}\" y=\"{1:.2f}\" width=\"{2:.2f}\" height=\"{2:.2f}\" "
        "xlink:href=\"{3}\"/>\n",
        x, y, side_, data_uri("image/jpeg", jpeg_of(picture, kJpegQuality)));
  }

  /// The whole width is 100 %. The largest is in its emotion's colour and has an edge, so that it
  /// is told without colour too.
  void draw_bars(const Distribution& probabilities, double x) {
    const Label largest = argmax(probabilities);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const double y = bars_ + static_cast<double>(i) * kBarPitch;
      const double length = probabilities[i] * side_;
      const bool is_largest = i == largest.index;
      svg_ += fmt::format(
          "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{}\" fill=\"#efefef\"/>\n", x,
          y, side_, kBar);
      svg_ += fmt::format(
          "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"{}/>\n", x, y,
          length, kBar, is_largest ? hex(content_.labels.colour(largest)) : "#a9a9a9",
          is_largest ? fmt::format(" stroke=\"{}\" stroke-width=\"0.15\"", kInk) : "");
    }
  }

  const FigureContent& content_;
  double side_;
  double figures_;    // size of the letters in a column
  double attention_;  // y of each row
  double bars_;
  double importance_;
  double width_;
  double height_;
  std::string svg_;
};

}  // namespace

double figure_face_side(std::size_t most, std::size_t least, double width) {
  return std::min(kLargestFace,
                  (width - kEdge - around_faces(most, least)) / static_cast<double>(most + least));
}

FigureDrawing draw_figure(const FigureContent& content, double width,
                          std::optional<double> pixels_per_millimetre) {
  Drawing drawing(content, width);
  const std::string svg =
      drawing.draw(pixels_per_millimetre.value_or(1), pixels_per_millimetre ? "px" : "mm");
  return {svg, drawing.width()};
}

}  // namespace emorec
