// emorec batch: many clips to one file of results.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

#include <spdlog/spdlog.h>

#include "emorec/batch/batch_runner.h"
#include "emorec/core/counted.h"

#include "classifier_arguments.h"
#include "command.h"
#include "file_options.h"
#include "numbers.h"
#include "process_limits.h"
#include "progress.h"
#include "report_writer.h"
#include "worker_program.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

struct BatchArguments {
  std::string clips;
  ClassifierArguments classifier;
  BatchOptions options;
  int jobs = 0;
  std::int64_t memory = BatchOptions().limits.memory / kMegabyte;
  std::string shard = "1/1";
};

/// ".txt (12), .wav (3), no ending (1)": the most frequent first.
std::string endings_of(const std::vector<fs::path>& files) {
  std::map<std::string, std::size_t> counts;
  for (const auto& file : files) ++counts[file.extension().string()];
  std::vector<std::pair<std::string, std::size_t>> endings(counts.begin(), counts.end());
  std::stable_sort(endings.begin(), endings.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  constexpr std::size_t kMost = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(endings.size(), kMost); ++i) {
    const auto& [ending, count] = endings[i];
    text +=
        fmt::format("{}{} ({})", i == 0 ? "" : ", ", ending.empty() ? "no ending" : ending, count);
  }
  return endings.size() > kMost ? text + ", and others" : text;
}

void tell_of(const std::vector<fs::path>& passed_over) {
  if (passed_over.empty()) return;
  spdlog::info("passed over {} that are neither video nor image: {}",
               counted(passed_over.size(), "file"), endings_of(passed_over));
  for (const auto& path : passed_over) spdlog::debug("passed over {}", path.string());
}

ClipList search(const fs::path& folder) {
  FoundClips found = find_clips(folder);
  tell_of(found.passed_over);
  return std::move(found.clips);
}

ClipList list_clips(const std::string& where) {
  if (where == "-") return read_clip_list(std::cin, "standard input");
  std::error_code unknown;
  if (fs::is_directory(where, unknown)) return search(where);
  std::ifstream in(where, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::kInput, where + ": no such folder or list of clips. Check the path.");
  }
  return read_clip_list(in, where);
}

/// What was asked for, or as many as processors and memory allow.
int jobs_of(const BatchArguments& arguments, const Session& session) {
  if (arguments.jobs > 0) return arguments.jobs;
  if (session.threads > 0) return session.threads;
  return std::min(session.thread_count(), jobs_that_fit());
}

BatchOptions resolve(const BatchArguments& arguments, const Session& session) {
  BatchOptions options = arguments.options;
  options.shard = Shard::parse(arguments.shard);
  options.jobs = jobs_of(arguments, session);
  options.limits.memory = arguments.memory * kMegabyte;
  options.classifier = resolve(arguments.classifier, session);
  if (options.clip_reports) options.report = report_options(options.classifier);
  return options;
}

BatchObserver observe_batch(ClipProgress& progress) {
  BatchObserver observer;
  observer.begin = [&](std::size_t clips, std::int64_t torn_bytes) {
    progress.begin(clips);
    if (torn_bytes > 0) {
      spdlog::info("dropped an incomplete last row ({})", counted(torn_bytes, "byte"));
    }
  };
  observer.row = [&](const RowSummary& row, const std::string& error, bool resumed) {
    progress.add(row.status, error, resumed, row.label);
  };
  observer.tick = [&] { progress.tick(); };
  return observer;
}

int code_for(const ClipProgress& progress) {
  if (progress.clips() == progress.count(ClipStatus::kOk)) return kOk;
  return progress.clips() == progress.count(ClipStatus::kUnreadable) ? kInput : kSomeFailed;
}

int run_batch(const BatchArguments& arguments, const Session& session) {
  const BatchOptions options = resolve(arguments, session);
  const ClipList clips = list_clips(arguments.clips);
  if (clips.empty()) throw Error(ErrorKind::kInput, arguments.clips + ": no clips in it.");
  for (const auto& clip : clips) session.outputs.reads_also("a clip", clip.path);
  ClipProgress progress(session.quiet);
  try {
    run_batch(options, clips, worker_command(), observe_batch(progress), *session.cancel);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::kCancelled) throw;
    throw Error(e.kind(),
                fmt::format("stopped with {} of {} done; what is done is kept. Go on with "
                            "the same command and --resume.",
                            progress.done(), counted(progress.clips(), "clip")));
  }
  progress.summarise();
  if (!options.page.empty()) spdlog::info("page: {}", (options.page / "report.html").string());
  return code_for(progress);
}

void add_result_options(CLI::App& command, BatchOptions& options) {
  written(command.add_option("--out", options.out, "Where results go, one JSON object a line"))
      ->required()
      ->type_name("FILE");
  written(command.add_option("--csv", options.tables.clips,
                             "At the end, also a table with a row for each clip"))
      ->type_name("FILE");
  written(command.add_option("--frames-csv", options.tables.frames,
                             "At the end, also a table with a row for each frame"))
      ->type_name("FILE");
  auto* page =
      written(command.add_option("--page", options.page,
                                 "At the end, also a web page of all clips, DIR/report.html"))
          ->type_name("DIR");
  command
      .add_flag("--clip-reports", options.clip_reports,
                "Give each clip a report of its own, which a click on the page opens")
      ->needs(page);
  command.add_flag("--resume", options.resume, "Go on with --out, if it is there");
  command.add_flag("--retry-failed", options.retry_failed,
                   "With --resume: look again at clips that failed");
}

void add_worker_options(CLI::App& command, BatchArguments& arguments) {
  command
      .add_option("--jobs", arguments.jobs,
                  "Clips at a time; 0 for as many as --threads, if there is memory for them")
      ->check(at_least(0))
      ->group("Workers");
  add_count(command, "--timeout", arguments.options.limits.timeout,
            "Seconds after which a clip has failed")
      ->group("Workers");
  add_count(command, "--memory", arguments.memory, "MB that a clip may take")->group("Workers");
  command
      .add_flag("!--no-sandbox", arguments.options.sandbox,
                "Let workers do all that you may, if the sandbox is in their way")
      ->group("Workers");
  command
      .add_option("--shard", arguments.shard,
                  "Only the i-th of n parts, which are of about the same size")
      ->type_name("i/n")
      ->group("Workers");
}

}  // namespace

void add_batch(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<BatchArguments>();
  auto* command =
      app.add_subcommand("batch", "Classify thousands of clips, in a way that can be resumed");
  read(
      command->add_option("clips", arguments->clips,
                          "A folder to search, a list of paths, or - for a list on standard input"))
      ->required()
      ->type_name("DIR|LIST|-");
  add_result_options(*command, arguments->options);
  add_worker_options(*command, *arguments);
  add_classifier_arguments(*command, arguments->classifier);
  runs(*command, session, arguments, run_batch,
       Computes::kOneThread);  // each worker, under the same limits
}

}  // namespace emorec::cli
