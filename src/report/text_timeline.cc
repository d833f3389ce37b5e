#include "text_timeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/label_set.h"

#include "clock.h"

namespace emorec {
namespace {

constexpr std::size_t kColumns = 64;
constexpr const char* kMargin = "              ";  // under "  importance  "

/// What falls into one column.
struct Part {
  int frames = 0;
  double importance = 0;       // sum
  Distribution probabilities;  // sums of P(t,·)

  double mean() const { return frames > 0 ? importance / frames : 0; }
};

/// Frames further apart than this, in seconds: the face was not there in between.
double longest_gap(const Subject& subject) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < subject.frames.size(); ++i) {
    gaps.push_back(subject.frames[i].time - subject.frames[i - 1].time);
  }
  std::nth_element(gaps.begin(), gaps.begin() + gaps.size() / 2, gaps.end());
  return 2 * gaps[gaps.size() / 2];
}

std::vector<Part> parts_of(const Subject& subject) {
  const auto& frames = subject.frames;
  const Part empty{0, 0, Distribution(subject.probabilities.size())};
  std::vector<Part> parts(std::min(kColumns, frames.size()), empty);
  const double start = frames.front().time;
  const double length = frames.back().time - start;
  const double gap = longest_gap(subject);
  const auto column = [&](double time) {
    const double share = length > 0 ? (time - start) / length : 0;
    return std::min(parts.size() - 1, static_cast<std::size_t>(share * parts.size()));
  };
  for (std::size_t i = 0; i < frames.size(); ++i) {
    // A frame that is shown for longer than a column is wide fills those that follow.
    const std::size_t first = column(frames[i].time);
    std::size_t last = first;
    if (i + 1 < frames.size() && frames[i + 1].time - frames[i].time <= gap) {
      last = std::max(first + 1, column(frames[i + 1].time)) - 1;
    }
    for (std::size_t c = first; c <= last; ++c) {
      ++parts[c].frames;
      parts[c].importance += frames[i].importance;
      for (std::size_t e = 0; e < subject.probabilities.size(); ++e) {
        parts[c].probabilities[e] += frames[i].probabilities[e];
      }
    }
  }
  return parts;
}

/// `share` from 0 to 1 of the highest.
std::string level(double share, bool unicode) {
  static constexpr std::array<const char*, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::array<const char*, 8> kAscii = {"_", ".", "-", "=", "o", "O", "8", "#"};
  const auto step = static_cast<std::size_t>(std::clamp(std::ceil(share * 8) - 1, 0.0, 7.0));
  return unicode ? kBlocks[step] : kAscii[step];
}

}  // namespace

std::string letter_of(Label label, const LabelSet& labels, bool colour) {
  const auto nearest = [](int value) {
    return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
  };
  const char letter = labels.letter(label);
  const Rgb rgb = labels.colour(label);
  if (!colour) return std::string(1, letter);
  return fmt::format("\033[38;5;{}m{}\033[0m",
                     16 + 36 * nearest(rgb.red) + 6 * nearest(rgb.green) + nearest(rgb.blue),
                     letter);
}

void write_timeline(std::ostream& out, const Subject& subject, const LabelSet& labels,
                    const TextStyle& style) {
  if (subject.frames.size() < 2) return;
  const std::vector<Part> parts = parts_of(subject);
  double most = 0;
  for (const auto& part : parts) most = std::max(most, part.mean());
  std::string heights;
  std::string letters;
  std::vector<bool> seen(labels.size());
  for (const auto& part : parts) {
    const Label label = argmax(part.probabilities);
    heights += part.frames > 0 ? level(part.mean() / most, style.unicode) : " ";
    letters += part.frames > 0 ? letter_of(label, labels, style.colour) : " ";
    if (part.frames > 0) seen[label.index] = true;
  }
  const std::string start = clock(subject.frames.front().time);
  const std::string end = clock(subject.frames.back().time);
  const auto room = std::max(parts.size(), start.size() + end.size() + 2) - start.size();
  std::string legend;
  for (std::size_t e = 0; e < seen.size(); ++e) {
    if (!seen[e]) continue;
    if (!legend.empty()) legend += "  ";
    legend += letter_of({e}, labels, style.colour) + " " + labels.name({e});
  }
  out << "  importance  " << heights << "\n  label       " << letters << "\n"
      << kMargin << start << fmt::format("{:>{}}", end, room) << "\n"
      << "  " << legend << "\n\n";
}

}  // namespace emorec
