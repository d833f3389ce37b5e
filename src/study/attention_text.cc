#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/report/line_writer.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

/// Never "-0.00".
double rounded(double value, double unit) { return std::round(value / unit) * unit + 0.0; }

std::string number(const Figure& figure) {
  return figure.value ? fmt::format("{:.2f}", rounded(*figure.value, 0.01)) : "-";
}

std::string with_interval(const Figure& figure) {
  if (!figure.interval) return number(figure);
  return fmt::format("{} ({:.2f} to {:.2f})", number(figure), rounded(figure.interval->low, 0.01),
                     rounded(figure.interval->high, 0.01));
}

/// A difference has its sign.
std::string difference(const Figure& figure) {
  if (!figure.value) return "-";
  const std::string text = fmt::format("{:+.2f}", rounded(*figure.value, 0.01));
  if (!figure.interval) return text;
  return text + fmt::format(" ({:+.2f} to {:+.2f})", rounded(figure.interval->low, 0.01),
                            rounded(figure.interval->high, 0.01));
}

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string percent(const Figure& figure) { return figure.value ? percent(*figure.value) : "-"; }

std::string percent_with_interval(const Figure& figure) {
  if (!figure.interval) return percent(figure);
  return fmt::format("{} ({:.1f} to {:.1f})", percent(figure), 100 * figure.interval->low,
                     100 * figure.interval->high);
}

/// The interval of a difference, in points.
std::string points(const Figure& figure) {
  if (!figure.value) return "-";
  const std::string text = fmt::format("{:+.1f}", rounded(100 * *figure.value, 0.1));
  if (!figure.interval) return text;
  return text + fmt::format(" ({:+.1f} to {:+.1f})", rounded(100 * figure.interval->low, 0.1),
                            rounded(100 * figure.interval->high, 0.1));
}

class Writer : LineWriter {
 public:
  Writer(std::ostream& out, const AttentionSubject& subject, const AttentionStudy& study)
      : LineWriter(out), subject_(subject), study_(study) {}

  void write() const {
    write_title();
    write_regions();
    write_game();
    write_answers();
    write_curves("deletion", "small if attention matters", &OrderCurves::deletion);
    write_curves("insertion", "large if attention matters", &OrderCurves::insertion);
    line("  p is of the emotion answered for the whole chip; blur by a Gaussian of {:.0f} % of",
         100 * kBlurSigma);
    line("  the chip's side; random: {} draws a face, seed {}.", kRandomDraws, subject_.seed);
  }

 private:
  void write_title() const {
    const auto& map = study_.mean_attention;
    line("{}: {} of {}, {} without a face, {} unreadable", subject_.dataset, subject_.clips,
         counted(subject_.listed, "clip"), subject_.without_face, subject_.unreadable);
    line("model {}: mean of {} of {}x{} cells in each of {}", subject_.model,
         counted(subject_.heads, "map"), map.cols, map.rows, counted(study_.all.faces, "face"));
  }

  void write_regions() const {
    line("\nWhere it looks: attention's share over the area's share; 1.00 by chance");
    constexpr const char* kRow = "  {:<6}{:>7}{:>10}{:>22}{:>9}{:>24}";
    line(kRow, "region", "area", "attention", "ratio", "mean map", "shift from mean map");
    for (std::size_t i = 0; i < kFaceRegionCount; ++i) {
      const auto& region = study_.all.regions[i];
      line(kRow, kFaceRegionNames[i], percent(region.area), percent(region.attention),
           with_interval(region.ratio), number(region.mean_map), difference(region.shift));
    }
  }

  void write_game() const {
    const auto& game = study_.all.game;
    line("\n  Map is highest in eyes or mouth: {} of faces", percent_with_interval(game.hits));
    constexpr const char* kRow = "    {:<28}{:>8}  {}";
    line(kRow, "by chance", percent(game.chance), "");
    line(kRow, "mean map of all other clips", percent(game.mean_map),
         "lead over it " + points(game.over_mean));
    line(kRow, "this map in others' faces", percent(game.swapped),
         "lead over it " + points(game.over_swapped));
    const auto cells = study_.mean_attention.total();
    line("  A map is as spread out as {} of {} cells with equal attention",
         with_interval(study_.all.spread), cells);
    line("  {} of its attention is elsewhere than the mean map's",
         percent_with_interval(study_.all.moved));
  }

  void write_answers() const {
    line("\nRatio by the emotion that was answered, and shift from the mean map of all");
    constexpr const char* kRow = "  {:<10}{:>6}{:>7}{:>24}{:>7}{:>24}";
    line(kRow, "answer", "faces", "eyes", "shift", "mouth", "shift");
    for (std::size_t i = 0; i < study_.labels.size(); ++i) {
      const auto& answer = study_.by_answer[i];
      const auto& eyes = answer.regions[static_cast<std::size_t>(FaceRegion::kEyes)];
      const auto& mouth = answer.regions[static_cast<std::size_t>(FaceRegion::kMouth)];
      line(kRow, study_.labels.names()[i], answer.faces, number(eyes.ratio), difference(eyes.shift),
           number(mouth.ratio), difference(mouth.shift));
    }
  }

  void write_curves(const char* name, const char* meaning, Curve OrderCurves::*curves) const {
    line("\nArea under p by {}: {}", name, meaning);
    line("  {:<16}{:>24}{:>32}", "order of cells", "area", "attention minus this");
    for (std::size_t i = 0; i < kCellOrderCount; ++i) {
      const Curve& curve = study_.orders[i].*curves;
      line("  {:<16}{:>24}{:>32}", kCellOrderNames[i], with_interval(curve.area),
           difference(curve.advantage));
    }
  }

  const AttentionSubject& subject_;
  const AttentionStudy& study_;
};

}  // namespace

void write_text(std::ostream& out, const AttentionSubject& subject, const AttentionStudy& study) {
  Writer(out, subject, study).write();
}

}  // namespace emorec
