// emorec calibrate: makes a model's probabilities fit a labelled data set.
#include <iostream>

#include <spdlog/spdlog.h>

#include "emorec/core/files.h"
#include "emorec/nn/prior.h"
#include "emorec/train/new_network.h"
#include "emorec/train/temperature.h"

#include "command.h"
#include "file_options.h"
#include "model_folders.h"
#include "new_model.h"
#include "numbers.h"
#include "training_chips.h"

namespace emorec::cli {
namespace {

struct CalibrateArguments {
  std::string model;
  TrainingSources sources;
  std::filesystem::path out;
  bool overwrite = false;
  double prior_adjustment = 0;
  KnownTemperatures known;
};

int run_calibrate(const CalibrateArguments& arguments, const Session& session) {
  require_new_model(arguments.out, arguments.overwrite);
  require_writable(arguments.out);
  const auto file = find_model(arguments.model, session);
  Model model = load_model(file);
  compute_on(session.thread_count());
  const auto loaded = load_training_chips(arguments.sources, model.config, session);
  auto clips = loaded.other_clips();
  if (clips.empty()) clips = loaded.train;
  if (!calibrate(model, loaded.chips, clips, "clips that are not trained on", arguments.known)) {
    throw Error(ErrorKind::kInput, "None of the clips has a label: nothing to calibrate by.");
  }
  // The temperature fits the data as it is.
  adjust_for_prior(model, arguments.prior_adjustment, file.string());
  std::cout << model.config.card["calibration"] << "\n";
  model.config.run.clear();  // it is not all that made the model any more
  save_model(arguments.out, model.config, *model.network);
  return kOk;
}

}  // namespace

void add_calibrate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<CalibrateArguments>();
  auto* command = app.add_subcommand(
      "calibrate", "Make a model's probabilities fit clips that it was not trained on");
  add_training_sources(*command, arguments->sources,
                       "Data sets, or what extract cut of them; parts called train are left out if "
                       "there are others");
  add_model(*command, arguments->model);
  written(command->add_option("--out", arguments->out, "The model file to write"))->required();
  add_overwrite(*command, arguments->overwrite);
  command
      ->add_option("--prior-adjustment", arguments->prior_adjustment,
                   "Then correct the answers for how often the model expects each emotion, 0 to 1")
      ->check(between(0.0, 1.0));
  command
      ->add_option(
          "--temperature", arguments->known.stills,
          "The temperature of stills, instead of fitting it: what cross-validation found, say")
      ->check(more_than(0));
  command->add_option("--clip-temperature", arguments->known.clips, "That of clips, likewise")
      ->check(more_than(0));
  runs(*command, session, arguments, run_calibrate);
}

}  // namespace emorec::cli
