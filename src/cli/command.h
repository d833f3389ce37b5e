// What a command needs to be one: a function that declares its options and what to run.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "emorec/core/cancel.h"
#include "emorec/core/error.h"
#include "emorec/core/output_guard.h"

namespace emorec::cli {

/// What a command computes in its process: for that there must be address space.
enum class Computes { kNothing, kOneThread, kAllThreads };

/// What all commands share. `run_program` fills it, parses the words and runs `action`.
struct Session {
  bool quiet = false;
  bool verbose = false;
  int threads = 0;  ///< 0: as many as there are processors for this process
  Computes computes = Computes::kAllThreads;
  CancelToken* cancel = nullptr;
  OutputGuard outputs;          ///< knows every file that the command line names
  std::function<int()> action;  ///< set by the command that was named; gives the exit code

  int thread_count() const;
};

/// README.md lists these too.
enum ExitCode {
  kOk = 0,          ///< all clips classified
  kSomeFailed = 1,  ///< ran, but some clip has no face or failed
  kUsage = 2,       ///< the command line makes no sense
  kInput = 3,       ///< nothing that was given can be read
  kModel = 4,       ///< a model cannot be loaded
  kOutput = 5,      ///< results cannot be written
  kInterrupted = 130,
};

int exit_code(const Error& error);

/// Lets the command call run(arguments, session) where it is the one that was named.
template <class Arguments, class Run>
void runs(CLI::App& command, Session& session, const std::shared_ptr<Arguments>& arguments, Run run,
          Computes computes = Computes::kAllThreads) {
  command.callback([=, &session] {
    session.computes = computes;
    session.action = [=, &session] { return run(*arguments, session); };
  });
}

void add_classify(CLI::App& app, Session& session);
void add_watch(CLI::App& app, Session& session);
void add_batch(CLI::App& app, Session& session);
void add_merge(CLI::App& app, Session& session);
void add_find(CLI::App& app, Session& session);
void add_evaluate(CLI::App& app, Session& session);
void add_models(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_bench(CLI::App& app, Session& session);
void add_extract(CLI::App& app, Session& session);
void add_help(CLI::App& app, Session& session);
void add_manual(CLI::App& app, Session& session);  ///< what the build calls; not for people
void add_worker(CLI::App& app, Session& session);  ///< what batch starts; not for people

/// Adds what trains, calibrates and studies models; in a build without EMOREC_TRAINING, commands
/// that say so.
void add_training_commands(CLI::App& app, Session& session);
void add_attention(CLI::App& app, Session& session);
void add_train(CLI::App& app, Session& session);
void add_calibrate(CLI::App& app, Session& session);
void add_weigh(CLI::App& app, Session& session);
void add_ablate(CLI::App& app, Session& session);

/// Name and version of emorec and of the libraries that it uses.
std::vector<std::pair<std::string, std::string>> version_list();

/// The same as lines, for `emorec --version`.
std::string versions();

}  // namespace emorec::cli
