// emorec classify: one answer per clip.
#include <map>
#include <optional>

#include <spdlog/spdlog.h>

#include "emorec/batch/sandbox.h"
#include "emorec/pipeline/clip_classifier.h"

#include "choice.h"
#include "classifier_arguments.h"
#include "command.h"
#include "file_options.h"
#include "pictures.h"
#include "prediction_writer.h"
#include "report_writer.h"

namespace emorec::cli {
namespace {

struct ClassifyArguments {
  std::vector<std::filesystem::path> files;
  PredictionWriter::Format format = PredictionWriter::Format::kText;
  std::filesystem::path report;
  ClassifierArguments classifier;
  PictureArguments pictures;
  bool sandbox = true;
};

/// What draws writes files, and CUDA's driver to devices: the sandbox is for all others.
void enter_sandbox(const ClassifyArguments& arguments, const ClassifierOptions& options) {
  const bool writes = arguments.pictures.any() || !arguments.report.empty() || options.cuda;
  if (writes || !arguments.sandbox) return;
  std::vector<std::filesystem::path> readable = folders_of(arguments.files);
  for (auto& file : model_files_of(options)) readable.push_back(std::move(file));
  const Sandbox entered = emorec::enter_sandbox(readable);
  spdlog::debug("sandbox: {}", entered.description());
}

/// The times of all threads and clips together.
void log_times(const StageTimes& times) {
  std::string text;
  for (std::size_t i = 0; i < kStageCount; ++i) {
    text += fmt::format(" {} {:.3f}", kStageNames[i], times.seconds(static_cast<Stage>(i)));
  }
  spdlog::debug("seconds by stage:{}", text);
}

void log_problem(const ClipPrediction& prediction) {
  const std::string path = prediction.clip.path.string();
  if (prediction.status == ClipStatus::kNoFace) {
    spdlog::warn("{}: {}", path, prediction.error);
  } else if (prediction.status != ClipStatus::kOk) {
    spdlog::error("{}", prediction.error);
  }
}

int run_classify(ClassifyArguments& arguments, const Session& session) {
  auto options = resolve(arguments.classifier, session);
  options.threads = session.thread_count();
  for (const auto& file : arguments.files) session.outputs.reads_also("a clip", file);
  // Who looks for the reason wants to see what the network says of each frame.
  if (arguments.pictures.any() || !arguments.report.empty()) options.every_frame = true;
  StageTimes times;
  if (session.verbose) options.times = &times;
  const Pictures pictures(arguments.pictures, arguments.files, options);
  std::optional<ReportWriter> report;
  if (!arguments.report.empty()) report.emplace(arguments.report, arguments.files, options);
  enter_sandbox(arguments, options);
  const auto classifier = ClipClassifier::create(options);
  PredictionWriter writer(arguments.format);
  std::map<ClipStatus, std::size_t> count;
  for (const auto& file : arguments.files) {
    const ClipPrediction prediction = classifier->classify(file, *session.cancel);
    ++count[prediction.status];
    log_problem(prediction);
    {
      const StageTimer timer(options.times, Stage::kWrite);
      writer.write(prediction);
    }
    pictures.make(prediction, *session.cancel);
    if (report) report->write(prediction, *session.cancel);
  }
  log_times(times);
  if (count[ClipStatus::kUnreadable] == arguments.files.size()) return kInput;
  return count[ClipStatus::kOk] == arguments.files.size() ? kOk : kSomeFailed;
}

}  // namespace

void add_classify(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ClassifyArguments>();
  auto* command = app.add_subcommand(
      "classify", "Say which emotion each clip shows, and which of its frames say so");
  read(command->add_option("files", arguments->files,
                           "Videos, still images, or folders of frames in order"))
      ->required()
      ->type_name("FILE");
  choose<PredictionWriter::Format>(
      command->add_option("--format", arguments->format, "What to print"),
      {{"text", PredictionWriter::Format::kText},
       {"json", PredictionWriter::Format::kJson},
       {"csv", PredictionWriter::Format::kCsv}});
  written(command->add_option("--report", arguments->report,
                              "Write a web page that shows why, to DIR/report.html"))
      ->type_name("DIR")
      ->group("Pictures");
  command->add_flag("!--no-sandbox", arguments->sandbox,
                    "Decode with all that you may do, if the sandbox is in the way");
  add_classifier_arguments(*command, arguments->classifier);
  add_picture_options(*command, arguments->pictures);
  runs(*command, session, arguments, run_classify);
}

}  // namespace emorec::cli
