// emorec classify: one answer per clip.
#include <map>
#include <optional>

#include <spdlog/spdlog.h>

#include "emorec/pipeline/clip_classifier.h"

#include "command.h"
#include "model_folders.h"
#include "pictures.h"
#include "prediction_writer.h"
#include "report_writer.h"

namespace emorec::cli {
namespace {

using Format = PredictionWriter::Format;

struct ClassifyArguments {
  std::vector<std::filesystem::path> files;
  Format format = Format::kText;
  std::string model;
  std::filesystem::path report;
  ClassifierOptions options;
  PictureArguments pictures;
};

void log_times(const ClipPrediction& prediction) {
  const auto& times = prediction.times;
  spdlog::debug("{}: open {:.3f} s, decode {:.3f}, faces {:.3f}, align {:.3f}, network {:.3f}",
                prediction.clip.path.string(), times.open, times.decode, times.face, times.align,
                times.network);
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
  arguments.options.threads = session.thread_count();
  arguments.options.validate();
  arguments.options.model = open_model_store().find(arguments.model);
  arguments.options.model_name = arguments.options.model.stem().string();
  const Pictures pictures(arguments.pictures, arguments.files, arguments.options);
  std::optional<ReportWriter> report;
  if (!arguments.report.empty()) {
    report.emplace(arguments.report, arguments.files, arguments.options);
  }
  const auto classifier = ClipClassifier::create(arguments.options);
  PredictionWriter writer(arguments.format);
  std::map<ClipStatus, std::size_t> count;
  for (const auto& file : arguments.files) {
    const ClipPrediction prediction = classifier->classify(file, *session.cancel);
    ++count[prediction.status];
    log_problem(prediction);
    log_times(prediction);
    writer.write(prediction);
    pictures.make(prediction, *session.cancel);
    if (report) report->write(prediction, *session.cancel);
  }
  if (count[ClipStatus::kUnreadable] == arguments.files.size()) return kInput;
  return count[ClipStatus::kOk] == arguments.files.size() ? kOk : kSomeFailed;
}

void add_clip_options(CLI::App& command, ClassifierOptions& options) {
  command.add_option("--start", options.clip.start, "Seconds from the clip's first frame")
      ->check(CLI::NonNegativeNumber)
      ->group("Clip");
  command.add_option("--end", options.clip.end, "Likewise; this moment is not included")
      ->check(CLI::NonNegativeNumber)
      ->group("Clip");
  command
      .add_option("--max-frames", options.clip.max_frames,
                  "Look at no more than this many, spread evenly; 0 for all (the paper: 120)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group("Clip");
  command.add_option("--max-pixels", options.clip.limits.max_pixels, "Refuse larger frames")
      ->capture_default_str()
      ->group("Clip");
  command.add_option("--max-seconds", options.clip.limits.max_seconds, "Cut longer clips")
      ->capture_default_str()
      ->group("Clip");
}

void add_face_options(CLI::App& command, ClassifierOptions& options) {
  command
      .add_option("--faces", options.all_faces,
                  "main: the largest face for longest; all: an answer for everybody")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, bool>{{"main", false}, {"all", true}}))
      ->type_name("main|all")
      ->group("Faces");
  command.add_flag("--cropped", options.cropped, "Every frame is a face already: do not detect")
      ->group("Faces");
  using Kind = DetectorOptions::Kind;
  command.add_option("--detector", options.detector.kind, "dlib's HOG or CNN detector")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Kind>{{"hog", Kind::kHog}, {"mmod", Kind::kMmod}}))
      ->type_name("hog|mmod")
      ->group("Faces");
  command
      .add_option("--detector-model", options.detector.mmod_model,
                  "dlib's mmod_human_face_detector.dat, for --detector mmod")
      ->group("Faces");
  command
      .add_option("--detect-every", options.tracker.detect_every,
                  "Frames between detections; faces are tracked in between")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group("Faces");
  command
      .add_option("--landmarks", options.landmarks,
                  "Landmark model, if not where Debian's libdlib-data puts it")
      ->group("Faces");
}

}  // namespace

void add_classify(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ClassifyArguments>();
  auto* command = app.add_subcommand(
      "classify", "Say which emotion each clip shows, and which of its frames say so");
  command
      ->add_option("files", arguments->files, "Videos, still images, or folders of frames in order")
      ->required()
      ->type_name("FILE");
  command->add_option("--format", arguments->format, "What to print")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Format>{
          {"text", Format::kText}, {"json", Format::kJson}, {"csv", Format::kCsv}}))
      ->type_name("text|json|csv");
  command->add_option("--model", arguments->model,
                      "A name that 'emorec models list' shows, or a model file");
  command
      ->add_option("--report", arguments->report,
                   "Write a web page that shows why, to DIR/report.html")
      ->type_name("DIR")
      ->group("Pictures");
  command->add_option("--device", arguments->options.cuda, "Where the network runs")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, bool>{{"cpu", false}, {"cuda", true}}))
      ->type_name("cpu|cuda");
  add_clip_options(*command, arguments->options);
  add_face_options(*command, arguments->options);
  add_picture_options(*command, arguments->pictures);
  command->callback([arguments, &session] {
    session.action = [arguments, &session] { return run_classify(*arguments, session); };
  });
}

}  // namespace emorec::cli
