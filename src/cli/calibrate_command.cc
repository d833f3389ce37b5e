// emorec calibrate: makes a model's probabilities fit a labelled data set.
#include <iostream>

#include <ATen/Parallel.h>
#include <spdlog/spdlog.h>

#include "emorec/core/files.h"
#include "emorec/train/temperature.h"

#include "command.h"
#include "model_folders.h"
#include "training_chips.h"

namespace emorec::cli {
namespace {

struct CalibrateArguments {
  std::string model;
  std::vector<std::filesystem::path> datasets;
  std::filesystem::path out;
};

std::string per_cent(std::optional<double> share) {
  return share ? fmt::format("{:.1f} %", 100 * *share) : "-";
}

/// Every labelled clip but those of a training part.
std::vector<AnsweredClip> answer(const Model& model, const CalibrateArguments& arguments,
                                 const Session& session) {
  const auto loaded = load_training_chips(arguments.datasets, model.config.input, session);
  std::vector<std::size_t> clips;
  for (const auto& part : loaded.other) {
    clips.insert(clips.end(), part.clips.begin(), part.clips.end());
  }
  if (clips.empty()) clips = loaded.train;
  ScoreOptions how;
  if (!loaded.chips.whole.empty()) how.framing = Framing::kWhole;
  return answer_clips(
      *model.network, [](const FrameOutputs& outputs) { return outputs.logits; },
      model.config.input, loaded.chips, clips, how);
}

int run_calibrate(const CalibrateArguments& arguments, const Session& session) {
  require_writable(arguments.out);
  Model model = load_model(open_model_store().find(arguments.model));
  at::set_num_threads(session.thread_count());
  const auto clips = answer(model, arguments, session);
  if (clips.empty()) {
    throw Error(ErrorKind::kInput, "None of the clips has a label: nothing to calibrate by.");
  }
  const double temperature = fit_temperature(clips);
  const auto before = calibration_at(clips, 1);
  const auto after = cross_fitted_calibration(clips);
  apply_temperature(*model.network, temperature);
  model.config.card["calibration"] = fmt::format(
      "temperature {:.3f}, fitted on {} clips that are not trained on: ECE {} before, {} after "
      "(cross-fitted)",
      temperature, clips.size(), per_cent(before.expected_error()),
      per_cent(after.expected_error()));
  std::cout << model.config.card["calibration"] << "\n";
  save_model(arguments.out, model.config, *model.network);
  return kOk;
}

}  // namespace

void add_calibrate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<CalibrateArguments>();
  auto* command = app.add_subcommand(
      "calibrate", "Make a model's probabilities fit clips that it was not trained on");
  command
      ->add_option("datasets", arguments->datasets,
                   "Data sets, or what extract cut of them; parts called train are left out if "
                   "there are others")
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("DATASET");
  command->add_option("--model", arguments->model,
                      "A name or a file; the default model if left out");
  command->add_option("--out", arguments->out, "The model file to write")->required();
  command->callback([arguments, &session] {
    session.action = [arguments, &session] { return run_calibrate(*arguments, session); };
  });
}

}  // namespace emorec::cli
