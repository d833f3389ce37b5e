// emorec weigh: lets a model that was trained on stills learn which frames of a clip matter.
#include <iostream>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/core/files.h"
#include "emorec/study/importance.h"
#include "emorec/train/new_network.h"

#include "command.h"
#include "file_options.h"
#include "model_folders.h"
#include "new_model.h"
#include "numbers.h"
#include "still_clip_maps.h"
#include "training_chips.h"

namespace emorec::cli {
namespace {

struct WeighArguments {
  StillClipArguments clips;
  std::filesystem::path out;
  bool overwrite = false;
  ImportanceOptions options;
};

int run_weigh(const WeighArguments& arguments, const Session& session) {
  arguments.options.validate();
  require_new_model(arguments.out, arguments.overwrite);
  require_writable(arguments.out);
  Model model = load_model(find_model(arguments.clips.model, session));
  require_softmax_pooling(model.config);  // before minutes of making clips
  compute_on(session.thread_count());
  const auto [train, test] =
      make_still_clip_maps(arguments.clips, model, arguments.options.seed, session);
  const ClipDescriptors asked = describe(model, test);
  const NamedScore before = score_of(answer_clips(model, asked));
  learn_importance(model, describe(model, train), arguments.options, *session.cancel);
  const NamedScore after = score_of(answer_clips(model, asked));
  auto& note = model.config.card["importance"];
  note = fmt::format(
      "learnt from {} made of stills of {}; of {} of other stills {:.1f} % right "
      "before (UAR {:.1f} %), {:.1f} % after ({:.1f} %)",
      counted(arguments.clips.clips, "clip"), names_of(arguments.clips.sources),
      counted(after.count, "clip"), 100 * before.war, 100 * before.uar, 100 * after.war,
      100 * after.uar);
  std::cout << note << "\n";
  model.config.run.clear();  // it is not all that made the model any more
  save_model(arguments.out, model.config, *model.network);
  return kOk;
}

}  // namespace

void add_weigh(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<WeighArguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand(
      "weigh", "Let a model trained on stills learn which frames of a clip matter");
  add_still_clip_arguments(*command, arguments->clips);
  written(command->add_option("--out", arguments->out, "The model file to write"))->required();
  add_overwrite(*command, arguments->overwrite);
  add_count(*command, "--epochs", options.epochs, "How often every clip is seen");
  command->add_option("--seed", options.seed, "The seed of all random numbers");
  runs(*command, session, arguments, run_weigh);
}

}  // namespace emorec::cli
