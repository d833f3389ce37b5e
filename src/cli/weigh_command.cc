// emorec weigh: lets a model that was trained on stills learn which frames of a clip matter.
#include <iostream>

#include <ATen/Parallel.h>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/files.h"
#include "emorec/train/importance.h"

#include "command.h"
#include "model_folders.h"
#include "still_clip_maps.h"

namespace emorec::cli {
namespace {

struct WeighArguments {
  std::vector<std::filesystem::path> datasets;
  std::string model;
  std::size_t clips = 1000;
  std::size_t test_clips = 500;
  std::filesystem::path out;
  ImportanceOptions options;
};

int run_weigh(const WeighArguments& arguments, const Session& session) {
  arguments.options.validate();
  require_writable(arguments.out);
  Model model = load_model(open_model_store().find(arguments.model));
  at::set_num_threads(session.thread_count());
  const auto loaded = load_training_chips(arguments.datasets, model.config.input, session);
  const auto [train, test] = make_still_clip_maps(
      loaded, model, arguments.clips, arguments.test_clips, arguments.options.seed, session);
  const NamedScore before = score_clips(model, test);
  learn_importance(model, train, arguments.options, *session.cancel);
  const NamedScore after = score_clips(model, test);
  auto& note = model.config.card["importance"];
  note = fmt::format(
      "learnt from {} clips made of stills of {}; of {} clips of other stills {:.1f} % right "
      "before "
      "(UAR {:.1f} %), {:.1f} % after ({:.1f} %)",
      arguments.clips, names_of(arguments.datasets), after.count, 100 * before.war,
      100 * before.uar, 100 * after.war, 100 * after.uar);
  std::cout << note << "\n";
  save_model(arguments.out, model.config, *model.network);
  return kOk;
}

}  // namespace

void add_weigh(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<WeighArguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand(
      "weigh", "Let a model trained on stills learn which frames of a clip matter");
  command
      ->add_option("datasets", arguments->datasets,
                   "Data sets of stills, or what extract cut of them, with a part called train and "
                   "another one to test on")
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("DATASET");
  command->add_option("--model", arguments->model,
                      "A name or a file; the default model if left out");
  command->add_option("--out", arguments->out, "The model file to write")->required();
  const auto add_count = [&](const char* name, auto& value, const char* what) {
    command->add_option(name, value, what)->check(CLI::PositiveNumber)->capture_default_str();
  };
  add_count("--clips", arguments->clips, "Clips to learn from, about 1.5 MB of memory each");
  add_count("--test-clips", arguments->test_clips, "Clips to test on, likewise");
  add_count("--epochs", options.epochs, "How often every clip is seen");
  command->add_option("--seed", options.seed, "Of all random numbers")->capture_default_str();
  command->callback([arguments, &session] {
    session.action = [arguments, &session] { return run_weigh(*arguments, session); };
  });
}

}  // namespace emorec::cli
