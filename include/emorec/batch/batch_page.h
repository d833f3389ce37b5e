// All clips of a batch on one web page: faces, labels and strips of time, to be searched, filtered
// and sorted.
#pragma once

#include <filesystem>

#include "emorec/batch/worker_pool.h"
#include "emorec/core/cancel.h"
#include "emorec/pipeline/classifier_options.h"
#include "emorec/report/clip_report.h"
#include "emorec/report/report_folder.h"

namespace emorec {

struct BatchPageOptions {
  ClassifierOptions classifier;  ///< what the results were made with
  WorkerLimits limits;
  int jobs = 1;
  bool sandbox = true;
  bool clip_reports = false;      ///< a report of each clip too, which a click on it opens
  ClipReportOptions report = {};  ///< those reports' options
};

/// More clips than this are listed without their faces, which keeps the page under 20 MB.
inline constexpr std::size_t kMostFaces = 2000;

/// One self-contained file, folder.page(), from the rows of `results`. The clips are decoded again
/// for the faces, by workers as a batch has them; a clip that is not the same any more is shown
/// without.
/// @throws Error{kInput} as for_each_result; Error{kOutput}; Error{kCancelled}. The folder is then
///         as it was.
void write_batch_page(const ReportFolder& folder, const std::filesystem::path& results,
                      const BatchPageOptions& options, const WorkerCommand& worker,
                      const CancelToken& cancel);

}  // namespace emorec
