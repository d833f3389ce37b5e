// How far a batch is, on standard error: a line that is drawn anew on a terminal, a plain line now
// and then otherwise.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "emorec/batch/result_row.h"

namespace emorec::cli {

class BatchProgress {
 public:
  /// Nothing is shown if `quiet`; what is counted is counted all the same.
  explicit BatchProgress(bool quiet);

  void begin(std::size_t clips);
  void add(const RowSummary& row, bool resumed);

  /// Draws, if it is time to.
  void tick();

  /// Takes the line off a terminal, so that something else can be said. The next tick draws it
  /// anew.
  void clear();

  /// Counts by status and by label, and the pace.
  void summarise() const;

  std::size_t count(ClipStatus status) const {
    return by_status_[static_cast<std::size_t>(status)];
  }
  std::size_t done() const;
  std::size_t clips() const { return clips_; }

 private:
  using Clock = std::chrono::steady_clock;

  std::string line() const;
  double minutes() const;
  double clips_per_minute() const;

  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  std::size_t clips_ = 0;
  std::size_t resumed_ = 0;
  std::array<std::size_t, 4> by_status_{};
  std::map<std::string, std::size_t> by_label_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace emorec::cli
