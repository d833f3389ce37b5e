// Figures of a model's answers to a data set, and what to make of them on paper.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "emorec/data/dataset.h"
#include "emorec/eval/scoring.h"
#include "emorec/stats/calibration.h"
#include "emorec/stats/interval.h"
#include "emorec/stats/mcnemar.h"
#include "emorec/stats/metrics.h"

namespace emorec {

inline constexpr const char* kEvaluationSchema = "emorec.evaluation/1";

struct Figures {
  Confusion confusion;
  Metrics metrics;
  Figure war;       ///< interval by Wilson
  Figure uar;       ///< by bootstrap
  Figure macro_f1;  ///< by bootstrap
};

Figures figures_of(const Confusion& confusion);

/// Another way of answering the same clips. McNemar's first is the evaluation's own way.
struct Rival {
  std::string name;  ///< the model's or pooling's
  Figures figures;   ///< over all clips
  McNemar difference;
};

struct Evaluation {
  const Dataset& dataset;
  const ModelScores& scores;
  Pooling pooling;
  Figures all;        ///< a clip without an answer counts as wrong
  Figures with_face;  ///< clips with an answer only: those with a face, for a model of faces
  Calibration calibration;
  std::vector<Rival> poolings;  ///< if they were asked for
  std::vector<Rival> models;    ///< likewise; pooled alike
};

/// Absent if the status is not ok.
std::optional<Label> answer_of(const ClipScore& score, Pooling pooling);

/// Both arguments must live as long as the evaluation.
Evaluation evaluate(const Dataset& dataset, const ModelScores& scores, Pooling pooling);

/// `scores` by `pooling`, beside what is evaluated.
Rival compare(const Evaluation& evaluation, const ModelScores& scores, Pooling pooling,
              std::string name);

/// For people, in 80 columns of ASCII (paths and names of models may need more).
void write_text(std::ostream& out, const Evaluation& evaluation);

/// One object, kEvaluationSchema; docs/evaluate.md describes it. Numbers have six decimals; what is
/// absent is null.
void write_json(std::ostream& out, const Evaluation& evaluation);

/// One row a clip: file,split,truth,label,status and the probabilities (RFC 4180).
void write_per_clip(std::ostream& out, const Evaluation& evaluation);

}  // namespace emorec
