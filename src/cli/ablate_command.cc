// emorec ablate: which attention and which pooling over time serve a model's backbone best, on
// clips made of stills.
#include <iostream>

#include <spdlog/spdlog.h>

#include "emorec/core/files.h"
#include "emorec/study/ablation_summary.h"
#include "emorec/train/new_network.h"

#include "choice.h"
#include "command.h"
#include "file_options.h"
#include "model_folders.h"
#include "numbers.h"
#include "progress.h"
#include "still_clip_maps.h"
#include "training_chips.h"

namespace emorec::cli {
namespace {

struct AblateArguments {
  StillClipArguments clips;
  bool json = false;
  std::filesystem::path out;
  AblationOptions options;
};

void say_head(const HeadReport& report, const Progress& progress) {
  const auto left = static_cast<double>(report.of - report.done);
  spdlog::info("{}/{}: {}, run {}: loss {:.3f}, {:.0f} min left", report.done, report.of,
               report.name, report.run, report.loss,
               progress.minutes_for(left, static_cast<double>(report.done)));
}

std::map<std::string, std::string> facts_of(const AblateArguments& arguments,
                                            const std::filesystem::path& model) {
  return {{"model", model.filename().string()},
          {"data", names_of(arguments.clips.sources)},
          {"train_clips", std::to_string(arguments.clips.clips)},
          {"test_clips", std::to_string(arguments.clips.test_clips)}};
}

int run_ablate(const AblateArguments& arguments, const Session& session) {
  arguments.options.validate();
  if (!arguments.out.empty()) require_writable(arguments.out);
  if (!arguments.clips.videos.empty()) require_new_folder(arguments.clips.videos);
  const auto path = find_model(arguments.clips.model, session);
  const Model model = load_model(path);
  compute_on(session.thread_count());
  const auto [train, test] =
      make_still_clip_maps(arguments.clips, model, arguments.options.seed, session);
  const Progress progress(session.quiet);
  const auto answers = ablate(train, test, arguments.options, *session.cancel,
                              [&](const HeadReport& report) { say_head(report, progress); });
  const AblationSummary summary = summarise(answers, test.clips, test.labels);
  const std::string json = to_json(summary, facts_of(arguments, path), arguments.options);
  if (!arguments.out.empty()) {
    replace_file(arguments.out, [&](std::ostream& out) { out << json << '\n'; });
  }
  if (arguments.json) {
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
  add_still_clip_arguments(*command, arguments->clips);
  add_count(*command, "--seeds", options.seeds, "Runs of each of the 15 kinds");
  add_count(*command, "--epochs", options.epochs, "How often a run sees every clip");
  command->add_option("--seed", options.seed, "The seed of all random numbers");
  add_format(*command, arguments->json);
  written(command->add_option(
      "--videos", arguments->clips.videos,
      "Write the clips to test on into this new folder too, for evaluate --cropped"));
  written(command->add_option("--out", arguments->out, "Write the JSON to this file too"));
  runs(*command, session, arguments, run_ablate);
}

}  // namespace emorec::cli
