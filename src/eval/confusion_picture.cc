#include "emorec/eval/confusion_picture.h"

#include <algorithm>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/report/encoding.h"

namespace emorec {
namespace {

constexpr int kCell = 78;
constexpr int kLeft = 150;
constexpr int kTop = 128;
constexpr int kGap = 10;
constexpr int kRight = 24;
constexpr int kBottom = 56;
constexpr Letters kTitle = {21, "start", "bold"};
constexpr Letters kSubtitle = {14, "start", "normal", kFaintInk};

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
      : confusion_(evaluation.all.confusion),
        names_(evaluation.dataset.labels.names()),
        labels_(static_cast<int>(names_.size())),
        columns_(labels_ + std::any_of(confusion_.unanswered.begin(), confusion_.unanswered.end(),
                                       [](auto count) { return count > 0; })),
        size_(left_of(columns_ - 1) + kCell + kRight, kTop + labels_ * kCell + kBottom),
        title_("WAR " + percent(evaluation.all.war) + ", UAR " + percent(evaluation.all.uar)),
        svg_(title_, size_, "DejaVu Sans, Arial, sans-serif") {
    draw_titles(evaluation);
    for (int row = 0; row < labels_; ++row) draw_row(row);
  }

  const Svg& svg() const { return svg_; }

 private:
  /// The column of no answer stands apart.
  int left_of(int column) const { return kLeft + column * kCell + (column == labels_ ? kGap : 0); }

  void draw_titles(const Evaluation& evaluation) {
    const auto& dataset = evaluation.dataset;
    svg_.text(20, 34, title_, kTitle);
    svg_.text(20, 60,
              fmt::format("{}{}, {}", title_of(dataset.path),
                          dataset.split.empty() ? "" : ", " + dataset.split,
                          counted(confusion_.count(), "clip")),
              kSubtitle);
    svg_.text(20, 80,
              fmt::format("{}, {} pooling", evaluation.scores.model.name, name(evaluation.pooling)),
              kSubtitle);
    for (int column = 0; column < columns_; ++column) {
      svg_.text(left_of(column) + kCell / 2.0, kTop - 10,
                column == labels_ ? "no answer" : names_[column], {13, "middle"});
    }
    svg_.text((kLeft + size_.width - kRight) / 2, size_.height - 22,
              "columns: the answer; rows: the truth; per cent of the row",
              {13, "middle", "normal", kFaintInk});
  }

  void draw_row(int row) {
    const auto support = confusion_.support(row);
    const double middle = kTop + (row + 0.5) * kCell;
    svg_.text(kLeft - 12, middle - 2, names_[row], {13, "end"});
    svg_.text(kLeft - 12, middle + 16, fmt::format("n = {}", support),
              {12, "end", "normal", kFaintInk});
    for (int column = 0; column < columns_; ++column) {
      const auto count =
          column < labels_ ? confusion_.answered[row][column] : confusion_.unanswered[row];
      draw_cell(left_of(column), kTop + row * kCell, count, support);
    }
  }

  void draw_cell(int x, int y, std::int64_t count, std::int64_t support) {
    const double share =
        support > 0 ? static_cast<double>(count) / static_cast<double>(support) : 0;
    svg_.rect(x, y, kCell, kCell, shade(share), {"#d0d0d0"});
    if (support == 0) return;
    const char* ink = share > kDarkShade ? "#ffffff" : kInk;
    const double middle = x + kCell / 2.0;
    svg_.text(middle, y + 37, fmt::format("{:.0f} %", 100 * share), {19, "middle", "normal", ink});
    svg_.text(middle, y + 57, fmt::format("{}", count), {12, "middle", "normal", ink});
  }

  const Confusion& confusion_;
  const std::vector<std::string>& names_;
  int labels_;
  int columns_;  // the last one for clips without an answer, if there are any
  cv::Size2d size_;
  std::string title_;
  Svg svg_;
};

}  // namespace

Svg confusion_picture(const Evaluation& evaluation) { return Drawing(evaluation).svg(); }

}  // namespace emorec
