#include "emorec/eval/confusion_picture.h"

#include <algorithm>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/report/encoding.h"
#include "emorec/report/svg_image.h"

namespace emorec {
namespace {

// Pixels of the SVG; a PNG has kScale of its own for each.
constexpr int kCell = 78;
constexpr int kLeft = 150;
constexpr int kTop = 128;
constexpr int kGap = 10;
constexpr int kRight = 24;
constexpr int kBottom = 56;
constexpr double kScale = 1.5;

std::string percent(const Figure& figure) {
  return figure.value ? fmt::format("{:.2f} %", 100 * *figure.value) : "-";
}

constexpr double kDarkShade = 0.62;  // from here on white is easier to read than black

/// White to a dark blue that black-and-white print keeps apart.
std::string shade(double share) {
  const auto mix = [share](int light, int dark) {
    return static_cast<std::uint8_t>(std::lround(light + share * (dark - light)));
  };
  return hex({mix(255, 8), mix(255, 48), mix(255, 107)});
}

class Drawing {
 public:
  explicit Drawing(const Evaluation& evaluation)
      : figures_(evaluation.all),
        names_(evaluation.dataset.labels.names()),
        labels_(static_cast<int>(names_.size())) {
    const auto& unanswered = figures_.confusion.unanswered;
    columns_ = labels_ + std::any_of(unanswered.begin(), unanswered.end(),
                                     [](auto count) { return count > 0; });
    width_ = left_of(columns_ - 1) + kCell + kRight;
    height_ = kTop + labels_ * kCell + kBottom;
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" font-family=\"DejaVu Sans, Arial, sans-serif\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        width_, height_);
    draw_titles(evaluation);
    for (int row = 0; row < labels_; ++row) draw_row(row);
    svg_ += "</svg>\n";
  }

  const std::string& svg() const { return svg_; }
  int width() const { return width_; }

 private:
  void text(double x, double y, int size, const std::string& attributes, const std::string& words) {
    svg_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" {}>{}</text>\n", x, y, size,
                        attributes, escaped(words));
  }

  /// The column of no answer stands apart.
  int left_of(int column) const { return kLeft + column * kCell + (column == labels_ ? kGap : 0); }

  void draw_titles(const Evaluation& evaluation) {
    const auto& dataset = evaluation.dataset;
    text(20, 34, 21, "font-weight=\"bold\"",
         "WAR " + percent(figures_.war) + ", UAR " + percent(figures_.uar));
    text(20, 60, 14, "fill=\"#444444\"",
         fmt::format("{}{}, {}", title_of(dataset.path),
                     dataset.split.empty() ? "" : ", " + dataset.split,
                     counted(figures_.confusion.count(), "clip")));
    text(20, 80, 14, "fill=\"#444444\"",
         fmt::format("{}, {} pooling", evaluation.scores.model.name, name(evaluation.pooling)));
    for (int column = 0; column < columns_; ++column) {
      const bool none = column == labels_;
      text(left_of(column) + kCell / 2.0, kTop - 10, 13, "text-anchor=\"middle\"",
           none ? "no answer" : names_[column]);
    }
    text((kLeft + width_ - kRight) / 2.0, height_ - 22, 13,
         "text-anchor=\"middle\" fill=\"#444444\"",
         "columns: the answer; rows: the truth; per cent of the row");
  }

  void draw_row(int row) {
    const auto& confusion = figures_.confusion;
    const double middle = kTop + (row + 0.5) * kCell;
    text(kLeft - 12, middle - 2, 13, "text-anchor=\"end\"", names_[row]);
    text(kLeft - 12, middle + 16, 12, "text-anchor=\"end\" fill=\"#444444\"",
         fmt::format("n = {}", confusion.support(row)));
    for (int column = 0; column < columns_; ++column) {
      const auto count =
          column < labels_ ? confusion.answered[row][column] : confusion.unanswered[row];
      draw_cell(row, column, count, confusion.support(row));
    }
  }

  void draw_cell(int row, int column, std::int64_t count, std::int64_t support) {
    const double share =
        support > 0 ? static_cast<double>(count) / static_cast<double>(support) : 0;
    const int x = left_of(column);
    const int y = kTop + row * kCell;
    svg_ += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"#d0d0d0\"/>\n", x,
        y, kCell, kCell, shade(share));
    if (support == 0) return;
    const std::string ink = fmt::format("text-anchor=\"middle\" fill=\"{}\"",
                                        share > kDarkShade ? "#ffffff" : "#111111");
    const double middle = x + kCell / 2.0;
    text(middle, y + 37, 19, ink, fmt::format("{:.0f} %", 100 * share));
    text(middle, y + 57, 12, ink, fmt::format("{}", count));
  }

  const Figures& figures_;
  const std::vector<std::string>& names_;
  int labels_;
  int columns_ = 0;  // the last one for clips without an answer, if there are any
  int width_ = 0;
  int height_ = 0;
  std::string svg_;
};

}  // namespace

std::string confusion_svg(const Evaluation& evaluation) { return Drawing(evaluation).svg(); }

std::string confusion_png(const Evaluation& evaluation) {
  const Drawing drawing(evaluation);
  return png_of_svg(drawing.svg(), static_cast<int>(kScale * drawing.width()));
}

}  // namespace emorec
