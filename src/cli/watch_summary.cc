#include "watch_summary.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"

#include "duration.h"

namespace emorec::cli {

void WatchSummary::add(const WindowAnswer& answer, std::optional<double> latency) {
  end_ = answer.end;
  ++answers_;
  const auto& subjects = answer.found.subjects;
  if (subjects.empty()) {
    ++without_anybody_;
  } else {
    ++by_label_[labels_.name(subjects.front().label)];
  }
  if (!latency) return;
  const auto bin = static_cast<std::size_t>(std::max(0.0, *latency * 1000));
  ++latencies_[std::min(bin, kBins - 1)];
  ++timed_;
}

/// Seconds that this share of the latencies is below.
double WatchSummary::latency_below(double share) const {
  double sum = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    sum += static_cast<double>(latencies_[bin]);
    if (sum >= share * static_cast<double>(timed_)) return static_cast<double>(bin + 1) / 1000;
  }
  return static_cast<double>(kBins) / 1000;
}

void WatchSummary::tell(const LiveCounts& counts) const {
  std::string text = fmt::format("watched {}: {} looked at", hours_and_minutes(end_),
                                 counted(counts.given, "frame"));
  const auto add = [&text](std::int64_t count, const char* what) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  };
  add(counts.dropped, "dropped");
  add(counts.damaged, "damaged");
  if (counts.breaks > 0) text += ", opened again " + counted(counts.breaks, "time");
  spdlog::info("{}", text);
  std::string answers;
  for (const auto& [label, count] : by_label_) answers += fmt::format(", {} {}", label, count);
  if (without_anybody_ > 0) answers += fmt::format(", nobody {}", without_anybody_);
  if (answers_ > 0) spdlog::info("{}: {}", counted(answers_, "answer"), answers.substr(2));
  if (timed_ == 0) return;
  spdlog::debug(
      "latency: half of the answers within {:.0f} ms, 95 % within {:.0f} ms, all within {:.0f} ms",
      1000 * latency_below(0.5), 1000 * latency_below(0.95), 1000 * latency_below(1));
}

}  // namespace emorec::cli
