#include "run_program.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <new>
#include <optional>
#include <system_error>
#include <thread>

#include <opencv2/core/utility.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "emorec/core/error.h"
#include "emorec/core/machine.h"
#include "emorec/media/ffmpeg_settings.h"

#include "command.h"
#include "config_file.h"
#include "file_options.h"
#include "numbers.h"
#include "process_limits.h"
#include "terminal.h"
#include "usage_error.h"

/// There if the system's BLAS is OpenBLAS.
extern "C" void openblas_set_num_threads(int count) __attribute__((weak));

namespace emorec::cli {
namespace {

CancelToken interrupted;

/// The first signal asks the work to end cleanly; a second one ends the process.
void on_signal(int signal) {
  interrupted.request();
  std::signal(signal, SIG_DFL);
}

/// Our threads share out batches and clips. Libraries that share out the rows of a picture or of a
/// matrix beside that only get in the way: OpenBLAS's threads spin on a core while they wait.
void leave_threads_to_us() {
  cv::setNumThreads(1);
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(1);
}

/// Where all of the processors compute here, as many threads as there is address space for.
void make_room(Session& session) {
  if (session.computes == Computes::kAllThreads) {
    session.threads = require_address_space(session.thread_count(), session.threads);
  } else if (session.computes == Computes::kOneThread) {
    require_address_space(1, 1);
  }
}

int no_memory(const char* what) {
  spdlog::error(
      "memory or threads ran out ({}). Are they limited (ulimit -v, ulimit -u)? Give more, or "
      "fewer --threads.",
      what);
  return kOutput;
}

void set_up_log(const Session& session) {
  auto log =
      spdlog::stderr_color_st("emorec", takes_colours(STDERR_FILENO) ? spdlog::color_mode::always
                                                                     : spdlog::color_mode::never);
  log->set_pattern("%^%l:%$ %v");
  log->set_level(session.quiet     ? spdlog::level::err
                 : session.verbose ? spdlog::level::debug
                                   : spdlog::level::info);
  spdlog::set_default_logger(log);
}

}  // namespace

int Session::thread_count() const { return threads > 0 ? threads : usable_processors(); }

int exit_code(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::kUsage:
      return kUsage;
    case ErrorKind::kInput:
      return kInput;
    case ErrorKind::kModel:
      return kModel;
    case ErrorKind::kOutput:
      return kOutput;
    case ErrorKind::kCancelled:
      break;
  }
  return kInterrupted;
}

/// A list begins empty, and a limit that is not given is infinite: help says no more by telling so.
void hide_defaults_that_say_nothing(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) hide_defaults_that_say_nothing(*command);
  for (CLI::Option* option : app.get_options()) {
    const std::string text = option->get_default_str();
    if (text == "[]" || text == "inf") option->default_str("");
  }
}

/// Parses the words and sets up the log; gives an exit code if there is nothing to be run.
std::optional<int> parse(CLI::App& app, std::vector<std::string> words, const Session& session) {
  std::string complaint;
  const std::string file = file_like_an_option(words);
  if (!file.empty()) {
    complaint = write_it_with_a_folder(file);
  } else {
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    try {
      app.parse(std::move(words));
    } catch (const CLI::Success& e) {  // help or version was asked for
      return app.exit(e);
    } catch (const CLI::ParseError& e) {
      complaint = explain(app, e);
    }
  }
  set_up_log(session);
  if (complaint.empty()) return std::nullopt;
  spdlog::error("{}", complaint);
  return kUsage;
}

int run(int argc, char** argv) {
  Session session;
  session.cancel = &interrupted;
  CLI::App app{"Emotions in video: which of seven a clip shows, and which frames say so.",
               "emorec"};
  app.footer(
      "All commands take --quiet, --verbose, --threads and --config too: see 'emorec help'.");
  app.option_defaults()->always_capture_default();  // help and manual pages tell them
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag("-q,--quiet", session.quiet, "Only results and errors");
  app.add_flag("-v,--verbose", session.verbose, "Say what is going on");
  app.add_option("--threads", session.threads,
                 "Processors to use; 0 for all that this process may use")
      ->check(at_least(0));
  read(app.set_config("--config", "", "Take options from a TOML file: see docs/commands.md"))
      ->type_name("FILE");
  app.config_formatter(std::make_shared<ConfigFile>(app));
  app.set_version_flag("--version", versions);
  add_classify(app, session);
  add_watch(app, session);
  add_batch(app, session);
  add_merge(app, session);
  add_find(app, session);
  add_evaluate(app, session);
  add_models(app, session);
  add_doctor(app, session);
  add_bench(app, session);
  add_extract(app, session);
  add_training_commands(app, session);
  add_help(app, session);
  add_manual(app, session);
  add_worker(app, session);
  hide_defaults_that_say_nothing(app);
  app.footer("'emorec help COMMAND' explains a command.");
  if (const auto code = parse(app, {argv + 1, argv + argc}, session)) return *code;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);  // a closed reader is an error with a message and an exit code
  expect_limits();
  leave_threads_to_us();
  restrict_ffmpeg();
  try {
    make_room(session);
    session.outputs = guard_outputs(app);
    return session.action();
  } catch (const Error& e) {
    spdlog::error("{}", e.what());
    return exit_code(e);
  } catch (const std::bad_alloc& e) {
    return no_memory(e.what());
  } catch (const std::exception& e) {
    const auto* failure = dynamic_cast<const std::system_error*>(&e);
    if (failure != nullptr && failure->code() == std::errc::resource_unavailable_try_again) {
      return no_memory(e.what());
    }
    spdlog::error("{} This is a bug of emorec: please report it with what 'emorec doctor' prints.",
                  e.what());
    return kSomeFailed;
  }
}

int run_program(int argc, char** argv) {
  int code = run(argc, argv);
  if (!std::cout.flush() && code <= kSomeFailed) {
    std::cerr
        << "error: standard output: cannot be written. Is the disk full, or its reader gone?\n";
    code = kOutput;
  }
  spdlog::shutdown();
  return code;
}

}  // namespace emorec::cli
