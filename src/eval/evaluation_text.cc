#include <algorithm>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/eval/evaluation.h"
#include "emorec/eval/figure_text.h"
#include "emorec/report/line_writer.h"

namespace emorec {
namespace {

constexpr NumberStyle kFourDigits = {1, 4};

std::string percent(const std::optional<double>& share) { return text_of(share, kPercent); }

class Writer : LineWriter {
 public:
  Writer(std::ostream& out, const Evaluation& evaluation)
      : LineWriter(out), evaluation_(evaluation) {}

  void write() const {
    write_title();
    write_figures();
    write_classes();
    write_confusion();
    write_calibration();
    write_rivals("pooling", evaluation_.poolings, std::string(name(evaluation_.pooling)));
    write_rivals("model", evaluation_.models, evaluation_.scores.model.name);
    write_clips(ClipStatus::kNoFace, "clips without a face");
    write_clips(ClipStatus::kUnreadable, "clips that cannot be read");
    write_clips(ClipStatus::kFailed, "clips that failed");
  }

 private:
  void write_title() const {
    const auto& dataset = evaluation_.dataset;
    line("{}: {}{}", dataset.path.string(), dataset.layout,
         dataset.split.empty() ? "" : ", " + dataset.split);
    if (const auto note = note_on_words(dataset); !note.empty()) line("{}", note);
    const auto& model = evaluation_.scores.model;
    line("model {}, {} pooling{}", model.name, name(evaluation_.pooling),
         model.prior_adjustment == 0
             ? ""
             : fmt::format(", prior adjustment {}", model.prior_adjustment));
  }

  void write_figures() const {
    const auto& all = evaluation_.all;
    const auto& with_face = evaluation_.with_face;
    line("\n{:<12}{:>32}{:>34}", "", "all " + counted(all.confusion.count(), "clip"),
         fmt::format("{} with an answer", with_face.confusion.count()));
    line("  {:<10}{:>32}{:>34}", "WAR", text_of(all.war, kPercent),
         text_of(with_face.war, kPercent));
    line("  {:<10}{:>32}{:>34}", "UAR", text_of(all.uar, kPercent),
         text_of(with_face.uar, kPercent));
    line("  {:<10}{:>32}{:>34}", "macro-F1", text_of(all.macro_f1, kPercent),
         text_of(with_face.macro_f1, kPercent));
    line("  In brackets: 95 % intervals. Among all clips, one without an answer is wrong.");
  }

  void write_classes() const {
    line("\n  {:<10}{:>8}{:>12}{:>12}{:>12}", "all clips", "support", "precision", "recall", "F1");
    const auto& names = evaluation_.dataset.labels.names();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto& metrics = evaluation_.all.metrics.classes[i];
      line("  {:<10}{:>8}{:>12}{:>12}{:>12}", names[i], metrics.support, percent(metrics.precision),
           percent(metrics.recall), percent(metrics.f1));
    }
  }

  void write_confusion() const {
    const auto& confusion = evaluation_.all.confusion;
    const auto& names = evaluation_.dataset.labels.names();
    std::string heading = fmt::format("\n  {:<10}", "answered:");
    for (const auto& name : names) heading += fmt::format("{:>8}", name.substr(0, 7));
    line("{}{:>8}", heading, "none");
    for (std::size_t row = 0; row < names.size(); ++row) {
      std::string text = fmt::format("  {:<10}", names[row]);
      for (const auto count : confusion.answered[row]) text += fmt::format("{:>8}", count);
      line("{}{:>8}", text, confusion.unanswered[row]);
    }
  }

  void write_calibration() const {
    const auto& calibration = evaluation_.calibration;
    line("\n  calibration of {}: ECE {}, Brier {}, log loss {}",
         counted(calibration.count(), "answer"), percent(calibration.expected_error()),
         text_of(calibration.brier_score(), kFourDigits),
         text_of(calibration.log_loss(), kFourDigits));
    if (calibration.count() == 0) return;
    line("  {:<20}{:>8}{:>18}{:>12}", "probability", "answers", "mean probability", "right");
    for (int i = 0; i < Calibration::kBins; ++i) {
      const auto& bin = calibration.bins()[i];
      if (bin.count == 0) continue;
      const auto edge = [](int k) { return 100.0 * k / Calibration::kBins; };
      line("  {:<20}{:>8}{:>18}{:>12}", fmt::format("{:.1f} to {:.1f} %", edge(i), edge(i + 1)),
           bin.count, percent(bin.mean_confidence()), percent(bin.accuracy()));
    }
  }

  /// McNemar's p, beside how many clips only one of the two got right.
  void write_rivals(const char* what, const std::vector<Rival>& rivals,
                    const std::string& own_name) const {
    if (rivals.empty()) return;
    const auto width = [&] {
      std::size_t longest = own_name.size();
      for (const auto& rival : rivals) longest = std::max(longest, rival.name.size());
      return longest + 2;
    }();
    const char* format = "  {:<{}}{:<25}{:>8}{:>9}{:>8}{:>6}{:>8}";
    line(("\n" + std::string(format)).c_str(), what, width, "WAR, all clips", "UAR", "macro-F1",
         "gained", "lost", "p");
    const auto row = [&](const std::string& rival_name, const Figures& figures, auto gained,
                         auto lost, const std::string& p) {
      line(format, rival_name, width, text_of(figures.war, kPercent), percent(figures.uar.value),
           percent(figures.macro_f1.value), gained, lost, p);
    };
    row(own_name, evaluation_.all, "", "", "");
    for (const auto& [rival_name, figures, difference] : rivals) {
      row(rival_name, figures, difference.only_second, difference.only_first,
          text_of(difference.p(), kFourDigits));
    }
    line("  gained: wrong in the first row, right here; lost: the other way round.");
    line("  p: McNemar's exact test.");
  }

  void write_clips(ClipStatus status, const char* title) const {
    const auto& clips = evaluation_.dataset.clips;
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (evaluation_.scores.clips[i].status == status) found.push_back(i);
    }
    if (found.empty()) return;
    line("\n  {} ({})", title, found.size());
    constexpr std::size_t kMost = 20;
    for (std::size_t k = 0; k < std::min(kMost, found.size()); ++k) {
      const auto& error = evaluation_.scores.clips[found[k]].error;
      line("    {}", status == ClipStatus::kNoFace ? clips[found[k]].path.string() : error);
    }
    if (found.size() > kMost) {
      line("    and {} more: --per-clip and --format json name them", found.size() - kMost);
    }
  }

  const Evaluation& evaluation_;
};

}  // namespace

void write_text(std::ostream& out, const Evaluation& evaluation) {
  Writer(out, evaluation).write();
}

}  // namespace emorec
