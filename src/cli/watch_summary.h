// What there is to say of a stream when it is over. What is kept does not grow with the stream.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "emorec/media/live_source.h"
#include "emorec/pipeline/stream_windows.h"

namespace emorec::cli {

class WatchSummary {
 public:
  explicit WatchSummary(LabelSet labels) : labels_(std::move(labels)) {}

  void add(const WindowAnswer& answer, std::optional<double> latency);

  /// To the log: how much was watched and what of it was dropped, how often the main person was
  /// taken for what, and, for who wants to know more, latencies.
  void tell(const LiveCounts& counts) const;

 private:
  double latency_below(double share) const;

  static constexpr std::size_t kBins = 2000;  // a millisecond each; the last is for all above

  LabelSet labels_;
  double end_ = 0;
  std::int64_t answers_ = 0;
  std::int64_t without_anybody_ = 0;
  std::map<std::string, std::int64_t> by_label_;
  std::int64_t timed_ = 0;
  std::array<std::int64_t, kBins> latencies_{};
};

}  // namespace emorec::cli
