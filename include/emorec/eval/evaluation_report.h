// An evaluation as a web page: figures with intervals, confusion matrix, the most confident
// mistakes with their faces, calibration, a curve for each emotion.
//
//   const ReportFolder folder("out", ReportFolder::Clips::kYes);
//   write_evaluation_report(folder, evaluation, options, cancel);
#pragma once

#include <cstddef>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/eval/evaluation.h"
#include "emorec/pipeline/clip_classifier.h"
#include "emorec/report/clip_report.h"
#include "emorec/report/report_folder.h"

namespace emorec {

struct EvaluationReportOptions {
  static constexpr std::size_t kMostMistakes = 24;

  ClipReportOptions clip;  ///< model card and options; how clips are opened
  /// The classifier of the model that is evaluated: classifies the shown mistakes again, for their
  /// faces. May be null, then there are none.
  const ClipClassifier* classifier = nullptr;
  std::size_t clip_reports = 0;  ///< so many of the shown mistakes get a page of their own
};

/// Places in the data set of clips with a wrong answer, the most probable answer first; of equals
/// the earlier.
std::vector<std::size_t> most_confident_mistakes(const Evaluation& evaluation, std::size_t most);

/// One self-contained page, and clips/NUMBER/report.html for those mistakes that get one; what the
/// folder held of an earlier report is replaced once all is written.
/// @throws Error{kOutput} with nothing half-written; Error{kCancelled}.
void write_evaluation_report(const ReportFolder& folder, const Evaluation& evaluation,
                             const EvaluationReportOptions& options, const CancelToken& cancel);

}  // namespace emorec
