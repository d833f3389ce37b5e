#include <cmath>
#include <iomanip>
#include <sstream>

#include "emorec/study/ablation_summary.h"

namespace emorec {
namespace {

enum class Sign { kIfNegative, kAlways };

/// "48.8 (43.8 to 53.8)", in per cent.
std::string text_of(const Estimate& estimate, Sign sign) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1);
  if (sign == Sign::kAlways) text << std::showpos;
  // Adding 0 turns −0 into 0.
  const auto percent = [](double share) { return std::round(1000 * share) / 10 + 0.0; };
  text << percent(estimate.value) << " (" << percent(estimate.interval.low) << " to "
       << percent(estimate.interval.high) << ')';
  return text.str();
}

std::string text_of(double rate) {
  std::ostringstream text;
  text << rate;
  return text.str();
}

void write_row(std::ostream& out, const std::string& name, const std::string& war,
               const std::string& uar, const std::string& rate = "") {
  out << std::left << std::setw(26) << name << std::right << std::setw(24) << war << std::setw(24)
      << uar;
  if (!rate.empty()) out << std::setw(8) << rate;
  out << '\n';
}

void write_differences(std::ostream& out, const std::vector<HeadDifference>& differences) {
  for (const auto& difference : differences) {
    write_row(out, difference.better + " - " + difference.worse,
              text_of(difference.war, Sign::kAlways), text_of(difference.uar, Sign::kAlways));
  }
}

void write_shares(std::ostream& out, const AblationSummary& summary) {
  out << std::left << std::setw(14) << "share" << std::right << std::setw(8) << "clips";
  for (const auto& scores : summary.by_share) {
    out << std::setw(22) << name(scores.pooling);
  }
  out << '\n';
  for (std::size_t bin = 0; bin < summary.share_clips.size(); ++bin) {
    const auto percent = [](double share) { return std::to_string(std::lround(100 * share)); };
    const auto clips = summary.share_clips[bin];
    out << std::left << std::setw(14)
        << percent(kShareEdges[bin]) + " to " + percent(kShareEdges[bin + 1]) + " %" << std::right
        << std::setw(8) << clips;
    for (const auto& scores : summary.by_share) {
      out << std::setw(22) << (clips > 0 ? text_of(scores.war[bin], Sign::kIfNegative) : "-");
    }
    out << '\n';
  }
}

}  // namespace

void write_text(std::ostream& out, const AblationSummary& summary) {
  write_row(out, "attention, pooling", "WAR %", "UAR %", "rate");
  for (const auto& head : summary.heads) {
    write_row(out, name_of(head.attention, head.pooling), text_of(head.war, Sign::kIfNegative),
              text_of(head.uar, Sign::kIfNegative), text_of(head.rate));
  }
  out << '\n';
  write_row(out, "difference", "WAR, points", "UAR, points");
  write_differences(out, summary.pooling);
  write_differences(out, summary.attention);
  out << "\nv1: WAR % by the share of frames that show the emotion, neutral clips left out\n";
  write_shares(out, summary);
  out << "\nIn brackets: 95 % intervals.\n";
}

}  // namespace emorec
