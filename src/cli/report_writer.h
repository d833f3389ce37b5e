// The pages of classify's --report.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/pipeline/clip_classifier.h"
#include "emorec/report/clip_report.h"
#include "emorec/report/report_folder.h"

namespace emorec::cli {

/// What pages say of the model and the options.
ClipReportOptions report_options(const ClassifierOptions& options);

class ReportWriter {
 public:
  /// One clip's page goes into `folder` itself, those of several into a folder each in it, named
  /// after the file, with a number where names repeat.
  /// @throws Error{kOutput} if one of them cannot be written to.
  ReportWriter(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& clips,
               const ClassifierOptions& options);

  /// Clips in the order of the constructor's; of one that could not be read there is nothing to
  /// show.
  /// @throws as write_clip_report.
  void write(const ClipPrediction& prediction, const CancelToken& cancel);

 private:
  std::vector<std::unique_ptr<ReportFolder>> folders_;
  ClipReportOptions options_;
  std::size_t next_ = 0;
};

}  // namespace emorec::cli
