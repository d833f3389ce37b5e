// Where the time of a classification goes, summed over all clips and threads that share the sums.
//
//   StageTimes times;                                    // handed down in options; null: not timed
//   { const StageTimer timer(&times, Stage::kDecode); }  // adds the time of its life
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace emorec {

/// In the order in which a frame goes through them; no moment is counted in two of them.
enum class Stage {
  kOpen,       ///< a clip's container and codec
  kDecode,     ///< reading packets and decoding pictures
  kConvert,    ///< a picture's planes to upright BGR with square pixels
  kTrack,      ///< following people, but for the two that follow
  kDetect,     ///< looking for faces
  kLandmarks,  ///< fitting landmarks to a face
  kAlign,      ///< warping a face to a chip
  kForward,    ///< the network, a call for each batch of chips
  kPool,       ///< the clip's answer out of all frames'
  kWrite,      ///< the answer's text
};

inline constexpr std::size_t kStageCount = 10;

inline constexpr std::array<std::string_view, kStageCount> kStageNames = {
    "open",      "decode", "convert", "track", "detect",
    "landmarks", "align",  "forward", "pool",  "write"};

/// Safe from several threads.
class StageTimes {
 public:
  using Duration = std::chrono::nanoseconds;

  void add(Stage stage, Duration time, int calls = 1) {
    Sum& sum = sums_[static_cast<std::size_t>(stage)];
    sum.nanoseconds.fetch_add(time.count(), std::memory_order_relaxed);
    sum.calls.fetch_add(calls, std::memory_order_relaxed);
  }

  /// While nothing is being timed.
  void reset() {
    for (auto& sum : sums_) sum.nanoseconds = sum.calls = 0;
  }

  double seconds(Stage stage) const { return 1e-9 * static_cast<double>(of(stage).nanoseconds); }
  std::int64_t calls(Stage stage) const { return of(stage).calls; }

 private:
  struct Sum {
    std::atomic<std::int64_t> nanoseconds{0};
    std::atomic<std::int64_t> calls{0};
  };

  const Sum& of(Stage stage) const { return sums_[static_cast<std::size_t>(stage)]; }

  std::array<Sum, kStageCount> sums_;
};

class StageTimer {
 public:
  StageTimer(StageTimes* times, Stage stage) : StageTimer(times, stage, stage) {}

  /// For a stage that runs while `outer` is being timed: its time is taken from that one.
  StageTimer(StageTimes* times, Stage stage, Stage outer)
      : times_(times), stage_(stage), outer_(outer) {
    if (times_ != nullptr) start_ = Clock::now();
  }
  ~StageTimer() {
    if (times_ == nullptr) return;
    const auto time = std::chrono::duration_cast<StageTimes::Duration>(Clock::now() - start_);
    times_->add(stage_, time);
    if (outer_ != stage_) times_->add(outer_, -time, 0);
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  StageTimes* times_;
  Stage stage_;
  Stage outer_;
  Clock::time_point start_;
};

}  // namespace emorec
