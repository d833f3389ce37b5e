// emorec bench: how fast clips are classified here, and where the time goes.
#include <fstream>
#include <iostream>

#include <spdlog/spdlog.h>

#include "emorec/bench/bench.h"
#include "emorec/core/machine.h"
#include "emorec/nn/scorer.h"

#include "choice.h"
#include "classifier_arguments.h"
#include "command.h"
#include "file_options.h"
#include "numbers.h"
#include "worker_program.h"

namespace emorec::cli {
namespace {

struct BenchArguments {
  std::vector<std::filesystem::path> clips;
  ClassifierArguments classifier;
  BenchOptions options;
  int workers = 0;
  bool json = false;
};

std::string cpu_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const auto colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != line.npos) return line.substr(colon + 2);
  }
  return "unknown";
}

Machine this_machine() {
  return {cpu_name(), cpu_capability(), usable_processors(), version_list()};
}

int run_bench(const BenchArguments& arguments, const Session& session) {
  BenchOptions options = arguments.options;
  options.classifier = resolve(arguments.classifier, session);
  options.workers = arguments.workers > 0 ? arguments.workers : session.thread_count();
  options.worker = worker_command();
  const auto log = [](const std::string& line) { spdlog::info("{}", line); };
  const BenchResult result = run_bench(options, arguments.clips, log, *session.cancel);
  for (const auto& why : result.failed) spdlog::error("{}", why);
  if (result.clips == 0) return kInput;
  const Machine machine = this_machine();
  arguments.json ? write_json(std::cout, machine, result) : write_text(std::cout, machine, result);
  return result.failed.empty() ? kOk : kSomeFailed;
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<BenchArguments>();
  auto* command = app.add_subcommand(
      "bench", "Measure how fast clips are classified, stage by stage, against decoding alone");
  read(command->add_option("clips", arguments->clips, "Clips, as for classify"))
      ->required()
      ->type_name("CLIP");
  command
      ->add_option("--workers", arguments->workers, "Clips at a time; 0 for as many as --threads")
      ->check(at_least(0));
  add_count(*command, "--repeat", arguments->options.repeat, "Rounds over all clips");
  add_format(*command, arguments->json);
  add_classifier_arguments(*command, arguments->classifier);
  runs(*command, session, arguments, run_bench);
}

}  // namespace emorec::cli
