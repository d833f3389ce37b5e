// emorec ablate: which attention and which pooling over time serve a model's backbone best, on
// clips made of stills.
#include <iostream>

#include <ATen/Parallel.h>
#include <spdlog/spdlog.h>

#include "emorec/core/files.h"
#include "emorec/train/ablation_summary.h"

#include "command.h"
#include "model_folders.h"
#include "pace.h"
#include "still_clip_maps.h"

namespace emorec::cli {
namespace {

struct AblateArguments {
  std::vector<std::filesystem::path> datasets;
  std::string model;
  std::size_t clips = 1000;
  std::size_t test_clips = 500;
  std::string format = "text";
  std::filesystem::path out;
  AblationOptions options;
};

void say_head(const HeadReport& report, const Pace& pace) {
  const auto left = static_cast<double>(report.of - report.done);
  spdlog::info("{}/{}: {}, run {}: loss {:.3f}, {:.0f} min left", report.done, report.of,
               report.name, report.run, report.loss,
               pace.minutes_left(static_cast<double>(report.done), left));
}

std::map<std::string, std::string> facts_of(const AblateArguments& arguments,
                                            const std::filesystem::path& model) {
  return {{"model", model.filename().string()},
          {"data", names_of(arguments.datasets)},
          {"train_clips", std::to_string(arguments.clips)},
          {"test_clips", std::to_string(arguments.test_clips)}};
}

int run_ablate(const AblateArguments& arguments, const Session& session) {
  arguments.options.validate();
  if (!arguments.out.empty()) require_writable(arguments.out);
  const auto path = open_model_store().find(arguments.model);
  const Model model = load_model(path);
  at::set_num_threads(session.thread_count());
  const auto loaded = load_training_chips(arguments.datasets, model.config.input, session);
  const auto [train, test] = make_still_clip_maps(
      loaded, model, arguments.clips, arguments.test_clips, arguments.options.seed, session);
  const auto answers =
      ablate(train, test, arguments.options, *session.cancel,
             [pace = Pace()](const HeadReport& report) { say_head(report, pace); });
  const AblationSummary summary = summarise(answers, test.clips);
  const std::string json = to_json(summary, facts_of(arguments, path), arguments.options);
  if (!arguments.out.empty()) {
    replace_file(arguments.out, [&](std::ostream& out) { out << json << '\n'; });
  }
  if (arguments.format == "json") {
    std::cout << json << '\n';
  } else {
    write_text(std::cout, summary);
  }
  return kOk;
}

}  // namespace

void add_ablate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<AblateArguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand(
      "ablate", "Compare kinds of attention and of pooling over time, on clips made of stills");
  command
      ->add_option("datasets", arguments->datasets,
                   "Data sets of stills, or what extract cut of them, with a part called train and "
                   "another one to test on")
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("DATASET");
  command->add_option("--model", arguments->model,
                      "A name or a file, whose backbone is compared on; the default model if left "
                      "out");
  const auto add_count = [&](const char* name, auto& value, const char* what) {
    command->add_option(name, value, what)->check(CLI::PositiveNumber)->capture_default_str();
  };
  add_count("--clips", arguments->clips, "Clips to train on, about 1.5 MB of memory each");
  add_count("--test-clips", arguments->test_clips, "Clips to test on, likewise");
  add_count("--seeds", options.seeds, "Runs of each of the 15 kinds");
  add_count("--epochs", options.epochs, "How often a run sees every clip");
  command->add_option("--seed", options.seed, "Of all random numbers")->capture_default_str();
  command->add_option("--format", arguments->format)
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "Write the JSON to this file too");
  command->callback([arguments, &session] {
    session.action = [arguments, &session] { return run_ablate(*arguments, session); };
  });
}

}  // namespace emorec::cli
