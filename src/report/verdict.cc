#include "verdict.h"

#include <spdlog/fmt/fmt.h>

#include "frame_values.h"

namespace emorec {
namespace {

constexpr double kClearFrom = 0.75;
constexpr double kLikelyFrom = 0.5;
constexpr std::size_t kLongClip = 100;  // frames; 4 seconds at 25 a second
constexpr double kFewFrames = 0.1;

/// Words of each Certainty.
struct Wording {
  const char* line;
  const char* verb;
  const char* doubt;
};
constexpr Wording kWordings[] = {
    {"{0}", "shows", ""},
    {"likely {0}, or {1}", "likely shows", "Or else {}"},
    {"unsure, {0} or {1}", "may show", "Unsure: it may as well be {}"},
};

const Wording& wording_of(const Verdict& verdict) {
  return kWordings[static_cast<std::size_t>(verdict.certainty)];
}

std::optional<double> deciding_share(const Subject& subject) {
  if (subject.frames.size() < kLongClip) return std::nullopt;
  double importance = 0;
  std::size_t frames = 0;
  for (const auto place : by_importance(subject)) {
    if (importance >= 0.5) break;
    importance += subject.frames[place].importance;
    ++frames;
  }
  const double share = static_cast<double>(frames) / static_cast<double>(subject.frames.size());
  return share <= kFewFrames ? std::optional(share) : std::nullopt;
}

}  // namespace

Verdict verdict_of(const Subject& subject) {
  Distribution others = subject.probabilities;
  double& own = others[subject.label.index];
  const Certainty certainty = own >= kClearFrom    ? Certainty::kClear
                              : own >= kLikelyFrom ? Certainty::kLikely
                                                   : Certainty::kUnsure;
  own = -1;
  return {certainty, subject.label, argmax(others), deciding_share(subject)};
}

std::string in_a_line(const Verdict& verdict, const std::string& first, const std::string& second) {
  return fmt::format(fmt::runtime(wording_of(verdict).line), first, second);
}

std::string verb_of(const Verdict& verdict) { return wording_of(verdict).verb; }

std::string doubt_of(const Verdict& verdict, const std::string& second) {
  return fmt::format(fmt::runtime(wording_of(verdict).doubt), second);
}

std::string deciding_frames_of(const Verdict& verdict) {
  if (!verdict.deciding) return "";
  const double share = 100 * *verdict.deciding;
  return share < 1 ? "decided by less than 1 % of the frames"
                   : fmt::format("decided by {:.0f} % of the frames", share);
}

}  // namespace emorec
