#include "evaluation_page.h"

#include <spdlog/spdlog.h>

#include "emorec/eval/evaluation_report.h"
#include "emorec/report/page_name.h"

#include "file_options.h"
#include "report_writer.h"

namespace emorec::cli {
namespace {

/// The model that gave the answers, to classify some clips again.
std::unique_ptr<ClipClassifier> classifier_for(const Evaluation& evaluation,
                                               const ClassifierOptions& options) {
  auto classifier = ClipClassifier::create(options);
  if (classifier->model().sha256 == evaluation.scores.model.sha256) return classifier;
  throw Error(ErrorKind::kModel, options.model.string() +
                                     ": is not the model of that name that "
                                     "gave the answers.");
}

}  // namespace

void add_page_options(CLI::App& command, EvaluationPageArguments& arguments) {
  auto* report = written(command.add_option("--report", arguments.folder,
                                            "Write a web page of it to DIR/report.html"))
                     ->type_name("DIR");
  command
      .add_option("--clip-reports", arguments.clip_reports,
                  "So many of the mistakes that the page shows get a report of their own")
      ->needs(report);
}

EvaluationPage::EvaluationPage(const EvaluationPageArguments& arguments) : arguments_(arguments) {
  if (arguments.folder.empty()) return;
  folder_ = std::make_unique<ReportFolder>(arguments.folder, ReportFolder::Clips::kYes);
}

void EvaluationPage::write(const Evaluation& evaluation, const ClassifierArguments& classifier,
                           const std::filesystem::path& predictions, const Session& session) const {
  if (!folder_) return;
  EvaluationReportOptions options;
  options.clip_reports = arguments_.clip_reports;
  std::unique_ptr<ClipClassifier> loaded;
  ClassifierArguments own = classifier;
  if (!predictions.empty()) {
    own.model = evaluation.scores.model.name;
    own.options.prior_adjustment = evaluation.scores.model.prior_adjustment;
  }
  try {
    ClassifierOptions resolved = resolve(own, session);
    resolved.threads = session.thread_count();
    loaded = classifier_for(evaluation, resolved);
    options.classifier = loaded.get();
    options.clip = report_options(resolved);
  } catch (const Error& error) {
    if (predictions.empty() || error.kind() != ErrorKind::kModel) throw;
    spdlog::warn("report: without the faces of mistakes: {}", error.what());
  }
  if (!predictions.empty()) options.clip.settings = {{"--predictions", page_name(predictions)}};
  write_evaluation_report(*folder_, evaluation, options, *session.cancel);
  spdlog::info("report: {}", folder_->page().string());
}

}  // namespace emorec::cli
