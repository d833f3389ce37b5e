// emorec watch: what a camera, a stream or a file shows, again and again.
#include <chrono>
#include <ctime>
#include <limits>
#include <optional>

#include <spdlog/spdlog.h>

#include "emorec/batch/sandbox.h"
#include "emorec/media/live_source.h"
#include "emorec/pipeline/stream_windows.h"

#include "choice.h"
#include "classifier_arguments.h"
#include "command.h"
#include "file_options.h"
#include "numbers.h"
#include "recorder.h"
#include "report_writer.h"
#include "seconds.h"
#include "watch_summary.h"
#include "window_writer.h"

namespace emorec::cli {
namespace {

struct WatchArguments {
  std::string source;
  WindowWriter::Format format = WindowWriter::Format::kText;
  WindowOptions windows;
  LiveOptions live;
  ClassifierArguments classifier;
  bool sandbox = true;
  std::filesystem::path record;
  std::filesystem::path report;
};

/// Whoever reaches the network or a device, or writes, cannot be held back from it.
void enter_sandbox(const WatchArguments& arguments, const ClassifierOptions& options) {
  const SourceKind kind = kind_of_source(arguments.source);
  const bool inside = kind == SourceKind::kClip || kind == SourceKind::kPipe;
  const bool writes = !arguments.record.empty() || options.cuda;
  if (!inside || writes || !arguments.sandbox) return;
  const std::string file = arguments.source == "-" ? "/dev/stdin" : arguments.source;
  std::vector<std::filesystem::path> readable = folders_of({file});
  for (auto& model : model_files_of(options)) readable.push_back(std::move(model));
  const Sandbox entered = emorec::enter_sandbox(readable);
  spdlog::debug("sandbox: {}", entered.description());
}

/// Now, as ISO 8601 in UTC.
std::string time_of_day() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  return fmt::format("{}.{:03}Z", text, milliseconds % 1000);
}

class Watch {
 public:
  Watch(const WatchArguments& arguments, const ClassifierOptions& options, const Session& session)
      : arguments_(arguments),
        model_(load_model_for_sessions(options)),
        windows_(model_, arguments.windows),
        writer_(arguments.format, identity_of(*model_)),
        summary_(identity_of(*model_).labels) {
    LiveOptions live = arguments.live;
    live.notice = [this](const std::string& text) {
      writer_.clear();
      spdlog::warn("{}", text);
    };
    if (!arguments.record.empty()) recorder_.emplace(arguments.record);
    source_ = LiveSource::open(arguments.source, live, *session.cancel);
    const bool clip = kind_of_source(arguments.source) == SourceKind::kClip;
    live_ = clip ? live.pace.value_or(0) > 0 : live.pace != 0.0;
  }

  /// Until the source ends or is lost for good, which nothing is lost by that is there already.
  /// @returns why it was lost.
  std::optional<Error> run() {
    std::optional<Error> lost;
    try {
      watch();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) throw;
      lost = error;
    }
    if (const auto rest = windows_.finish()) write(*rest);
    writer_.end_line();
    summary_.tell(source_->counts());
    if (recorder_) recorder_->finish();
    return lost;
  }

 private:
  void watch() {
    for (Frame frame; source_->next(frame); frame = {}) {
      if (const auto answer = windows_.add(frame)) write(*answer);
      if (recorder_) recorder_->add(frame);
    }
  }

  void write(const WindowAnswer& answer) {
    const LiveCounts counts = source_->counts();
    WindowOrigin origin;
    origin.source = shown_source(arguments_.source);
    origin.dropped = counts.dropped - std::exchange(dropped_, counts.dropped);
    if (live_) {
      origin.latency = source_->age();
      origin.time = time_of_day();
      if (spdlog::should_log(spdlog::level::debug)) writer_.clear();
      spdlog::debug("{:.2f} s: latency {:.0f} ms", answer.end, 1000 * *origin.latency);
    }
    writer_.write(answer, origin);
    summary_.add(answer, origin.latency);
  }

  const WatchArguments& arguments_;
  std::shared_ptr<const LoadedModel> model_;
  StreamWindows windows_;
  WindowWriter writer_;
  WatchSummary summary_;
  std::optional<Recorder> recorder_;
  std::unique_ptr<LiveSource> source_;
  bool live_ = false;
  std::int64_t dropped_ = 0;
};

int run_watch(WatchArguments& arguments, const Session& session) {
  arguments.windows.validate();
  arguments.live.validate();
  if (!arguments.report.empty() && arguments.record.empty()) {
    throw Error(ErrorKind::kUsage, "--report shows what was recorded: give --record too.");
  }
  require_output(arguments.record, {".mp4"});
  ClassifierOptions& asked = arguments.classifier.options;
  asked.all_faces = asked.all_faces && !asked.cropped;  // the default, where it makes sense
  auto options = resolve(arguments.classifier, session);
  options.threads = session.thread_count();
  enter_sandbox(arguments, options);
  std::optional<ReportWriter> report;
  if (!arguments.report.empty()) {
    // What shows a recording wants to see what the network says of each of its frames.
    options.every_frame = true;
    options.clip.limits.max_seconds = std::numeric_limits<double>::infinity();
    report.emplace(arguments.report, std::vector<std::filesystem::path>{arguments.record}, options);
  }
  const std::optional<Error> lost = Watch(arguments, options, session).run();
  if (report) {
    const CancelToken cancel;  // who ended watching did not mean this; a second signal ends it
    report->write(ClipClassifier::create(options)->classify(arguments.record, cancel), cancel);
  }
  if (lost) throw Error(*lost);
  return kOk;
}

}  // namespace

void add_watch(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<WatchArguments>();
  arguments->classifier.options.all_faces = true;
  auto* command = app.add_subcommand(
      "watch", "Say what a camera, a stream or a file shows, every second for the last few");
  read(command->add_option("source", arguments->source,
                           "A camera (/dev/video0), an address (rtsp, rtsps, http, https, udp, "
                           "tcp), a pipe or - for standard input, or a file"))
      ->required()
      ->type_name("SOURCE");
  choose<WindowWriter::Format>(command->add_option("--format", arguments->format, "What to print"),
                               {{"text", WindowWriter::Format::kText},
                                {"json", WindowWriter::Format::kJson},
                                {"csv", WindowWriter::Format::kCsv}});
  as_seconds(command->add_option("--window", arguments->windows.window, "What an answer is about"));
  as_seconds(command->add_option("--step", arguments->windows.step, "From one answer to the next"));
  command
      ->add_option(
          "--pace", arguments->live.pace,
          "Play the source, so many times as fast as it was taken; 0: as fast as can be, "
          "without dropping frames, which is what is done with a file unless this is given")
      ->check(at_least(0));
  as_seconds(command->add_option(
      "--reconnect", arguments->live.patience,
      "How long a camera or an address that broke off is tried again; if left out for ever"));
  as_seconds(command->add_option("--silence", arguments->live.silence,
                                 "How long nothing may come before it counts as broken off"));
  written(command->add_option("--record", arguments->record,
                              "Keep the frames that were looked at as a video, FILE.mp4"))
      ->type_name("FILE");
  written(command->add_option("--report", arguments->report,
                              "At the end, write a web page of what was recorded to "
                              "DIR/report.html"))
      ->type_name("DIR");
  command->add_flag("!--no-sandbox", arguments->sandbox,
                    "Decode with all that you may do, if the sandbox is in the way");
  add_stream_arguments(*command, arguments->classifier);
  runs(*command, session, arguments, run_watch);
}

}  // namespace emorec::cli
