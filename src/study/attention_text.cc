#include "emorec/core/counted.h"
#include "emorec/eval/figure_text.h"
#include "emorec/report/line_writer.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

constexpr NumberStyle kPlain;
constexpr NumberStyle kDifference = {1, 2, "", true};
constexpr NumberStyle kShortPercent = {100, 1, " %"};
constexpr NumberStyle kPoints = {100, 1, "", true};

std::string number(const Figure& figure) { return text_of(figure.value, kPlain); }

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
      line(kRow, kFaceRegionNames[i], text_of(region.area, kShortPercent),
           text_of(region.attention.value, kShortPercent), text_of(region.ratio, kPlain),
           number(region.mean_map), text_of(region.shift, kDifference));
    }
  }

  void write_game() const {
    const auto& game = study_.all.game;
    line("\n  Map is highest in eyes or mouth: {} of faces", text_of(game.hits, kShortPercent));
    constexpr const char* kRow = "    {:<28}{:>8}  {}";
    line(kRow, "by chance", text_of(game.chance, kShortPercent), "");
    line(kRow, "mean map of all other clips", text_of(game.mean_map.value, kShortPercent),
         "lead over it " + text_of(game.over_mean, kPoints));
    line(kRow, "this map in others' faces", text_of(game.swapped.value, kShortPercent),
         "lead over it " + text_of(game.over_swapped, kPoints));
    const auto cells = study_.mean_attention.total();
    line("  A map is as spread out as {} of {} cells with equal attention",
         text_of(study_.all.spread, kPlain), cells);
    line("  {} of its attention is elsewhere than the mean map's",
         text_of(study_.all.moved, kShortPercent));
  }

  void write_answers() const {
    line("\nRatio by the emotion that was answered, and shift from the mean map of all");
    constexpr const char* kRow = "  {:<10}{:>6}{:>7}{:>24}{:>7}{:>24}";
    line(kRow, "answer", "faces", "eyes", "shift", "mouth", "shift");
    for (std::size_t i = 0; i < study_.labels.size(); ++i) {
      const auto& answer = study_.by_answer[i];
      const auto& eyes = answer.regions[static_cast<std::size_t>(FaceRegion::kEyes)];
      const auto& mouth = answer.regions[static_cast<std::size_t>(FaceRegion::kMouth)];
      line(kRow, study_.labels.names()[i], answer.faces, number(eyes.ratio),
           text_of(eyes.shift, kDifference), number(mouth.ratio),
           text_of(mouth.shift, kDifference));
    }
  }

  void write_curves(const char* name, const char* meaning, Curve OrderCurves::*curves) const {
    line("\nArea under p by {}: {}", name, meaning);
    line("  {:<16}{:>24}{:>32}", "order of cells", "area", "attention minus this");
    for (std::size_t i = 0; i < kCellOrderCount; ++i) {
      const Curve& curve = study_.orders[i].*curves;
      line("  {:<16}{:>24}{:>32}", kCellOrderNames[i], text_of(curve.area, kPlain),
           text_of(curve.advantage, kDifference));
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
