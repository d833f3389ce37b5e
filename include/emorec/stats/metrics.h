// How right the answers to a data set are. docs/evaluate.md has the definitions and their sources.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "emorec/core/emotion.h"

namespace emorec {

/// Counts of clips: rows are the truth, columns the answers. A clip without an answer (no face,
/// unreadable) counts for its row and for no column, so that it is a wrong one.
struct Confusion {
  std::array<std::array<std::int64_t, kEmotionCount>, kEmotionCount> answered{};
  std::array<std::int64_t, kEmotionCount> unanswered{};

  void add(Emotion truth, std::optional<Emotion> answer);

  std::int64_t support(int truth) const;  ///< clips of the row
  std::int64_t answers(int label) const;  ///< clips of the column
  std::int64_t right() const;
  std::int64_t count() const;
};

/// What has nothing to be measured on is absent, never 0 or NaN.
struct ClassMetrics {
  std::int64_t support = 0;         ///< clips of this emotion
  std::optional<double> precision;  ///< absent if it was never answered
  std::optional<double> recall;     ///< absent without support
  std::optional<double> f1;         ///< absent if it occurs neither as truth nor as answer
};

struct Metrics {
  std::optional<double> war;       ///< share of right answers (weighted average recall)
  std::optional<double> uar;       ///< mean recall of the emotions that have one
  std::optional<double> macro_f1;  ///< mean F1 of the emotions that have one
  std::array<ClassMetrics, kEmotionCount> classes;
};

/// All values of an empty matrix are absent.
Metrics metrics_of(const Confusion& confusion);

}  // namespace emorec
