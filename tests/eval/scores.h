// Data sets and answers that exist on paper only.
#pragma once

#include "emorec/eval/evaluation.h"

#include "support/labels.h"

namespace emorec::testing {

/// A clip of that truth, and what a model answers to it.
struct Answer {
  Label truth;
  ClipStatus status = ClipStatus::kOk;
  Distribution probabilities = {};  ///< by softmax; the other poolings say that it is neutral
};

/// Certain of `label`.
inline Distribution surely(Label label) { return only(label); }

inline Dataset dataset_of(const std::vector<Answer>& answers) {
  Dataset dataset{"set", "CSV", "val", {}};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    dataset.clips.push_back({"set/" + std::to_string(i) + ".avi", answers[i].truth, "val"});
  }
  return dataset;
}

inline ModelScores scores_of(const std::vector<Answer>& answers) {
  ModelScores scores;
  scores.model.name = "model";
  scores.model.sha256 = "hash";
  for (const auto& answer : answers) {
    ClipScore score;
    score.status = answer.status;
    score.probabilities.fill(surely(kNeutral));
    score.probabilities[0] = answer.probabilities;
    scores.clips.push_back(score);
  }
  return scores;
}

}  // namespace emorec::testing
