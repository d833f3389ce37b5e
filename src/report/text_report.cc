#include "emorec/report/text_report.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"

#include "clock.h"
#include "frame_values.h"
#include "text_timeline.h"
#include "verdict.h"

namespace emorec {
namespace {

constexpr int kBarWidth = 40;

/// A share as a bar; eighths of a character where the terminal has them.
std::string bar(double share, int width, bool unicode) {
  const int eighths = static_cast<int>(std::lround(share * width * 8));
  std::string text;
  if (!unicode) return std::string(static_cast<std::size_t>((eighths + 4) / 8), '#');
  for (int i = 0; i < eighths / 8; ++i) text += "█";
  static constexpr const char* kPart[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return text + kPart[eighths % 8];
}

/// Without the blanks that an empty bar leaves.
std::string trimmed(const std::string& line) {
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

class Writer {
 public:
  Writer(std::ostream& out, const ClipPrediction& prediction, const TextStyle& style)
      : out_(out), prediction_(prediction), style_(style) {}

  void write() const {
    if (prediction_.subjects.empty()) {
      out_ << bold(prediction_.clip.path.string()) << ": " << name_of(prediction_.status) << "\n";
      if (prediction_.status != ClipStatus::kNoFace) return;
    }
    for (const auto& subject : prediction_.subjects) write_person(subject);
    write_account();
    for (const auto& warning : prediction_.warnings) out_ << "  warning: " << warning << "\n";
  }

 private:
  const LabelSet& labels() const { return prediction_.model.labels; }

  std::string bold(const std::string& text) const {
    return style_.colour ? "\033[1m" + text + "\033[0m" : text;
  }

  std::string verdict_on(const Subject& subject) const {
    const Verdict verdict = verdict_of(subject);
    const auto share = [&subject](Label label) {
      return fmt::format(" {:.0f} %", 100 * subject.probabilities[label.index]);
    };
    const std::string first = bold(labels().name(verdict.label)) + share(verdict.label);
    const std::string line =
        in_a_line(verdict, first, labels().name(verdict.second) + share(verdict.second));
    const std::string deciding = deciding_frames_of(verdict);
    return deciding.empty() ? line : line + "; " + deciding;
  }

  void write_person(const Subject& subject) const {
    const std::string who =
        prediction_.subjects.size() > 1 ? fmt::format(" (person {})", subject.id) : "";
    out_ << bold(prediction_.clip.path.string()) << who << ": " << verdict_on(subject) << "\n\n";
    write_probabilities(subject);
    write_timeline(out_, subject, labels(), style_);
    write_top_frames(subject);
    const std::string shares = text_of_shares(mean_shares(subject), prediction_.model);
    if (!shares.empty()) out_ << "  what counted: " << shares << "\n";
  }

  void write_probabilities(const Subject& subject) const {
    for (std::size_t i = 0; i < labels().size(); ++i) {
      const double share = subject.probabilities[i];
      const std::string line =
          trimmed(fmt::format("  {:<10} {:5.1f} %  {}", labels().names()[i], 100 * share,
                              bar(share, kBarWidth, style_.unicode)));
      out_ << (subject.label.index == i ? bold(line) : line) << "\n";
    }
    out_ << "\n";
  }

  /// By importance; each line says what that frame alone would be called.
  void write_top_frames(const Subject& subject) const {
    if (subject.frames.size() < 2) return write_words(subject.frames.front(), "  ");
    auto order = by_importance(subject);
    order.resize(std::min<std::size_t>(order.size(), static_cast<std::size_t>(style_.top_frames)));
    out_ << "  frames by importance\n";
    const double most = subject.frames[order.front()].importance;
    // Two digits of the largest: a long clip's frames have a small share each.
    const int digits = std::max(1, -static_cast<int>(std::floor(std::log10(most))) - 1);
    for (const auto i : order) {
      const auto& frame = subject.frames[i];
      out_ << trimmed(fmt::format("  {:>9}  frame {:<6} {:5.{}f} %  {:<10}  {}", clock(frame.time),
                                  frame.index, 100 * frame.importance, digits,
                                  labels().name(argmax(frame.probabilities)),
                                  bar(frame.importance / most, 24, style_.unicode)))
           << "\n";
      write_words(frame, "             ");
    }
    out_ << "\n";
  }

  void write_words(const FramePrediction& frame, const char* indent) const {
    const auto texts = texts_of_words(frame);
    for (const auto& words : texts) out_ << indent << words << "\n";
  }

  void write_account() const {
    const auto& account = prediction_.account;
    out_ << fmt::format("  {} decoded: {} scored", counted(account.decoded, "frame"),
                        account.scored);
    const auto add = [this](std::int64_t count, const char* what) {
      if (count > 0) out_ << fmt::format(", {} {}", count, what);
    };
    add(account.interpolated, "interpolated");
    add(account.without_face,
        prediction_.people_found > 1 ? "without this face" : "without a face");
    add(account.not_sampled, "not sampled");
    out_ << "\n";
    if (prediction_.people_found > 1) {
      const auto& subject = prediction_.subjects.front();
      out_ << fmt::format(
          "  main face: person {} of {}, largest for longest (mean {:.0f} px in {})\n", subject.id,
          prediction_.people_found, subject.mean_side(), counted(subject.frames.size(), "frame"));
    }
  }

  std::ostream& out_;
  const ClipPrediction& prediction_;
  const TextStyle& style_;
};

}  // namespace

void write_text(std::ostream& out, const ClipPrediction& prediction, const TextStyle& style) {
  Writer(out, prediction, style).write();
}

}  // namespace emorec
