// The page of evaluate's --report.
#pragma once

#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "emorec/eval/evaluation.h"
#include "emorec/report/report_folder.h"

#include "classifier_arguments.h"
#include "command.h"

namespace emorec::cli {

struct EvaluationPageArguments {
  std::filesystem::path folder;  ///< empty: no page
  std::size_t clip_reports = 0;
};

void add_page_options(CLI::App& command, EvaluationPageArguments& arguments);

class EvaluationPage {
 public:
  /// @throws Error{kOutput} if the folder cannot be written to.
  explicit EvaluationPage(const EvaluationPageArguments& arguments);

  /// `predictions` is the file that the answers come from; empty if they were computed as
  /// `classifier` says. The faces of mistakes need the model: where answers come from a file and no
  /// such model is at hand, there are none, with a warning.
  /// @throws as write_evaluation_report.
  void write(const Evaluation& evaluation, const ClassifierArguments& classifier,
             const std::filesystem::path& predictions, const Session& session) const;

 private:
  EvaluationPageArguments arguments_;
  std::unique_ptr<ReportFolder> folder_;
};

}  // namespace emorec::cli
