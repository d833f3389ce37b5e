// How far long work is, on standard error: a line that is drawn anew on a terminal, a plain line
// now and then otherwise.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "emorec/pipeline/prediction.h"

namespace emorec::cli {

class Progress {
 public:
  /// Nothing is shown if `quiet`.
  explicit Progress(bool quiet,
                    std::chrono::seconds between_plain_lines = std::chrono::seconds(30));
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Shows that `done` of `all` is done, in words too, if it is time to.
  void show(double done, double all, const std::string& words);

  /// Likewise, in the words "frame 7 of 12".
  void count(const char* what, std::size_t done, std::size_t all);

  /// Takes the line off a terminal, so that something else can be said.
  void clear();

  double minutes() const;
  /// Minutes for what is left, if it takes as long as what is done.
  double minutes_for(double left, double done) const { return minutes() * left / done; }

 private:
  using Clock = std::chrono::steady_clock;

  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  Clock::duration pause_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

/// Counts clips by what became of them.
class ClipProgress {
 public:
  /// What is counted is counted though nothing is shown.
  explicit ClipProgress(bool quiet) : progress_(quiet, std::chrono::seconds(10)) {}

  void begin(std::size_t clips) { clips_ = clips; }

  /// One more clip: `why` it failed or cannot be read is said, unless that is from another run.
  /// That many of a corpus show no face is in the numbers.
  void add(ClipStatus status, const std::string& why, bool resumed, const std::string& label = "");

  /// Draws, if it is time to.
  void tick();

  void clear() { progress_.clear(); }

  /// Counts by status and by label, and the pace.
  void summarise();

  std::size_t count(ClipStatus status) const {
    return by_status_[static_cast<std::size_t>(status)];
  }
  std::size_t done() const;
  std::size_t clips() const { return clips_; }

 private:
  double clips_per_minute() const;

  Progress progress_;
  std::size_t clips_ = 0;
  std::size_t resumed_ = 0;
  std::array<std::size_t, 4> by_status_{};
  std::map<std::string, std::size_t> by_label_;
};

}  // namespace emorec::cli
