// What a command needs to be one: a function that declares its options and what to run.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "emorec/core/cancel.h"

namespace emorec::cli {

/// What all commands share. `main` fills it, parses the words and runs `action`.
struct Session {
  bool quiet = false;
  bool verbose = false;
  int threads = 0;  ///< 0: as many as there are processors
  CancelToken* cancel = nullptr;
  std::function<int()> action;  ///< set by the command that was named; gives the exit code

  int thread_count() const;
};

/// Exit codes; `docs` in README.md. Keep both in step.
enum ExitCode {
  kOk = 0,
  kSomeFailed = 1,
  kUsage = 2,
  kInput = 3,
  kModel = 4,
  kOutput = 5,
  kInterrupted = 130,
};

void add_train(CLI::App& app, Session& session);

}  // namespace emorec::cli
