// How right the answers to a data set are. docs/evaluate.md has the definitions and their sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "emorec/core/label_set.h"

namespace emorec {

/// Counts of clips: rows are the truth, columns the answers. A clip without an answer (no face,
/// unreadable) counts for its row and for no column, so that it is a wrong one.
struct Confusion {
  explicit Confusion(std::size_t labels)
      : answered(labels, std::vector<std::int64_t>(labels)), unanswered(labels) {}

  std::vector<std::vector<std::int64_t>> answered;
  std::vector<std::int64_t> unanswered;

  std::size_t labels() const { return unanswered.size(); }
  void add(Label truth, std::optional<Label> answer);

  std::int64_t support(std::size_t truth) const;  ///< clips of the row
  std::int64_t answers(std::size_t label) const;  ///< clips of the column
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
  std::vector<ClassMetrics> classes;
};

/// All values of an empty matrix are absent.
Metrics metrics_of(const Confusion& confusion);

}  // namespace emorec
