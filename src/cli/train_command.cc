// emorec train: trains a network on face chips of labelled clips.
#include <map>

#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/core/files.h"
#include "emorec/core/version.h"
#include "emorec/data/dataset.h"
#include "emorec/nn/architectures.h"
#include "emorec/nn/prior.h"
#include "emorec/train/hold_out.h"
#include "emorec/train/new_network.h"
#include "emorec/train/run_settings.h"
#include "emorec/train/temperature.h"

#include "choice.h"
#include "command.h"
#include "file_options.h"
#include "new_model.h"
#include "numbers.h"
#include "train_dual.h"
#include "training_chips.h"
#include "training_run.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

struct TrainArguments {
  TrainingSources sources;
  TrainingFiles files;
  fs::path init;
  fs::path init_context;
  std::optional<ViewKind> face;  ///< if left out the recipe's
  int context_size = 0;          ///< likewise
  fs::path from;
  std::optional<Pooling> pooling;  ///< if left out that of `from`, or softmax
  double hold_out = 0.2;
  double prior_adjustment = 0.35;
  Device device = Device::kCpu;
  std::string licence = "not stated";
  ModelConfig config;
  fs::path test_list;                ///< a dual focus network's: clips that are only scored
  std::vector<std::string> streams;  ///< a dual focus network's; empty: all that there are
  TrainOptions options;
};

void use_paper_recipe(TrainArguments& arguments) {
  arguments.options = TrainOptions::paper();
  arguments.prior_adjustment = 0;
  arguments.config.backbone = "vgg16";
  arguments.config.dropout = 0;
  arguments.config.face().grey = false;
  arguments.config.face().mean = {0, 0, 0};
  arguments.config.face().std = {1, 1, 1};
}

/// The options of the network are bound to the parts of the configuration: it is changed in place.
void use_glamor_recipe(TrainArguments& arguments) {
  arguments.options = TrainOptions::glamor();
  arguments.prior_adjustment = 0;
  const ModelConfig glamor = glamor_config();
  arguments.config = glamor;  // copied, not moved: there is room for its views
}

void use_dual_recipe(TrainArguments& arguments) {
  arguments.options = TrainOptions::dual();
  arguments.prior_adjustment = 0;
  const ModelConfig dual = dual_focus_config();
  arguments.config.architecture = dual.architecture;
  arguments.config.attention = dual.attention;
  arguments.config.dropout = dual.dropout;
}

ModelConfig config_of_file(const fs::path& model) {
  return from_metadata(read_safetensors_metadata(model), model.string());
}

/// A frame is scaled to as much more than the view as before.
void scale_context(ViewSpec& context, int size) {
  for (int& side : *context.scaled_to) side = (side * size + context.size / 2) / context.size;
  context.size = size;
}

/// The network's, before it learns anything.
ModelConfig config_of(const TrainArguments& arguments) {
  const bool anew = arguments.from.empty();
  ModelConfig config = anew ? arguments.config : config_of_file(arguments.from);
  config.dropout = arguments.config.dropout;
  config.pooling = arguments.pooling.value_or(config.pooling);
  if (config.face().size == 0) config.face().size = usual_input_size(config.backbone);
  if (!arguments.init.empty()) {
    take_normalisation(read_safetensors_metadata(arguments.init), config.face(),
                       arguments.init.string());
  }
  if (anew) config.face().kind = arguments.face.value_or(config.face().kind);
  const bool of_context = arguments.context_size > 0 || !arguments.init_context.empty();
  if (of_context && config.views.size() < 2) {
    throw Error(ErrorKind::kUsage, "--context-size and --init-context are for --recipe glamor.");
  }
  if (arguments.context_size > 0) scale_context(config.views[1], arguments.context_size);
  if (!arguments.init_context.empty()) {
    take_normalisation(read_safetensors_metadata(arguments.init_context), config.views[1],
                       arguments.init_context.string());
  }
  const auto hash_of = [](const fs::path& file) {
    return file.empty() ? "" : sha256_of_file(file);
  };
  std::string datasets;
  for (const auto& dataset : arguments.sources.datasets) datasets += title_of(dataset) + "/";
  config.run =
      run_settings(config, arguments.options,
                   {{"datasets", datasets},
                    {"init", hash_of(arguments.init)},
                    {"init-context", hash_of(arguments.init_context)},
                    {"from", hash_of(arguments.from)},
                    {"hold-out", fmt::format("{}", arguments.hold_out)},
                    {"prior-adjustment", fmt::format("{}", arguments.prior_adjustment)},
                    {"licence", arguments.licence},
                    {"skip-unknown-labels", arguments.sources.skip_unknown_labels ? "yes" : "no"}});
  return config;
}

/// Says which labels no clip has, and refuses to go on without any.
void check_labels(const ChipSet& chips, const std::vector<std::size_t>& clips) {
  std::map<std::optional<Label>, int> count;
  for (const auto i : clips) ++count[chips.clips[i].label];
  for (std::size_t c = 0; c < chips.labels.size(); ++c) {
    if (count[Label{c}] > 0) continue;
    spdlog::warn("no training clip shows {}: the model will hardly answer it",
                 chips.labels.name({c}));
  }
}

/// In the words of the command line; the log beside the model has all of the options.
std::string recipe_of(const TrainArguments& arguments) {
  const std::string changed = changed_options(arguments.options);
  return fmt::format("emorec {}'s own{}; dropout {}, logit adjustment {}", kVersion,
                     changed.empty() ? "" : ", but " + changed, arguments.config.dropout,
                     arguments.prior_adjustment);
}

/// What the model says of its own making.
std::map<std::string, std::string> card_of(const TrainArguments& arguments,
                                           const TrainingData& data) {
  std::map<std::string, std::string> card;
  card["data"] = fmt::format("{} of {}", counted(data.train.clips.size(), "clip"),
                             names_of(arguments.sources));
  if (!arguments.init.empty()) {
    card["start"] = "backbone from " + arguments.init.filename().string();
  } else if (!arguments.from.empty()) {
    card["start"] = arguments.from.filename().string();
  }
  card["recipe"] = recipe_of(arguments);
  card["licence"] = arguments.licence;
  return card;
}

/// What is written beside the model must not replace anything either.
void guard_what_is_beside(const TrainingFiles& files, const Session& session) {
  OutputGuard outputs = session.outputs;
  outputs.writes("--out's checkpoint", files.checkpoint());
  outputs.writes("--out's log", files.log());
}

bool is_dual_focus(const TrainArguments& arguments) {
  return arguments.config.architecture == dual_focus_config().architecture;
}

int run_dual(const TrainArguments& arguments, const Session& session) {
  const auto& datasets = arguments.sources.datasets;
  if (datasets.size() != 1 || !arguments.from.empty() || !arguments.init.empty()) {
    throw Error(ErrorKind::kUsage,
                "--recipe dual takes one folder that 'emorec extract --features' made, and neither "
                "--from nor --init.");
  }
  session.outputs.reads_also("the features", datasets.front());
  return train_dual_focus(
      {datasets.front(), arguments.files, arguments.streams, arguments.config.attention,
       arguments.test_list, arguments.config.dropout, arguments.hold_out, arguments.licence,
       arguments.options},
      session);
}

int run_train(TrainArguments& arguments, const Session& session) {
  arguments.options.validate();
  guard_what_is_beside(arguments.files, session);
  if (is_dual_focus(arguments)) return run_dual(arguments, session);
  const ModelConfig config = config_of(arguments);
  if (!may_begin(arguments.files, config.run)) return kOk;
  Model model = new_network(config, {arguments.init, arguments.init_context, arguments.from},
                            arguments.options.seed);
  const TrainingChips loaded = load_training_chips(arguments.sources, model.config, session);
  const HoldOut split = hold_out(loaded.chips, loaded.train, arguments.hold_out);
  TrainingData data{loaded.chips, {"train", split.train}, {}};
  if (!split.held_out.empty()) data.watched.push_back({"held out", split.held_out});
  data.watched.insert(data.watched.end(), loaded.other.begin(), loaded.other.end());
  check_labels(data.chips, data.train.clips);
  spdlog::info("training on {}, {} held out", counted(split.train.size(), "clip"),
               split.held_out.size());

  model.config.card = card_of(arguments, data);
  TrainingDisplay display(arguments.files, arguments.options, model.config, session.quiet);
  compute_on(session.thread_count());
  const fs::path checkpoint = arguments.files.checkpoint();
  if (arguments.files.overwrite) fs::remove(checkpoint);
  train(model, data, arguments.options, arguments.device, checkpoint, *session.cancel,
        display.observer());
  model.config.prior = prior_of(data.chips, data.train);
  auto& calibration = model.config.card["calibration"];
  if (!calibrate(model, data.chips, split.held_out, "held-out clips")) {
    calibration = "none: no clips were held out";
  }
  // The temperature fits the data as it is.
  adjust_for_prior(model, arguments.prior_adjustment, arguments.files.out.string());
  spdlog::info("calibration: {}", calibration);
  save_model(arguments.files.out, model.config, *model.network);
  fs::remove(checkpoint);
  return kOk;
}

void add_network_options(CLI::App& command, TrainArguments& arguments) {
  auto& config = arguments.config;
  const auto in_group = [](CLI::Option* option) { return option->group("Network"); };
  in_group(command.add_option("--backbone", config.backbone,
                              fmt::format("{}", fmt::join(backbone_names(), ", "))));
  in_group(command.add_option("--context-backbone", config.context_backbone,
                              "glamor-net's second: likewise"));
  in_group(command.add_option("--attention", config.attention,
                              "none, v1 or v2; of glamor-net none or global-local; of dual-focus "
                              "dual, spatial, temporal or none"));
  in_group(
      command.add_option("--streams", arguments.streams,
                         "dual-focus's: some of object, scene and motion; if left out all that "
                         "were extracted"))
      ->delimiter(',')
      ->type_name("STREAM,...");
  in_group(command.add_option("--heads", config.heads, "K, maps of attention"));
  Words<Pooling> poolings;
  for (const auto pooling : kPoolings) poolings.emplace_back(name(pooling), pooling);
  in_group(choose(command.add_option("--pooling", arguments.pooling,
                                     "Over time; if left out that of --from, or the paper's, "
                                     "softmax"),
                  poolings));
  in_group(command.add_option("--dropout", config.dropout, "Before the classifier"));
  in_group(command.add_option("--size", config.face().size,
                              "Pixels of a chip's side; 0 for the backbone's"))
      ->check(at_least(0));
  in_group(
      choose(command.add_option("--face", arguments.face,
                                "What is a face: aligned by its landmarks, or its box; if left "
                                "out the recipe's"),
             Words<ViewKind>{{"aligned", ViewKind::kAlignedFace}, {"box", ViewKind::kFaceBox}}));
  in_group(command.add_option("--context-size", arguments.context_size,
                              "Pixels of the side of glamor-net's context; 0 for the recipe's"))
      ->check(at_least(0));
  in_group(
      command.add_flag("--grey,!--colour", config.face().grey, "What the network sees of a chip"));
}

/// One option for each member of TrainOptions.
void add_training_options(CLI::App& command, TrainOptions& options) {
  for_each_train_option(options, [&](const std::string& name, auto& value, const OptionHelp& help) {
    CLI::Option* option = nullptr;
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, bool>) {
      option = command.add_flag("--" + name + ",!--no-" + name, value, help.what);
    } else {
      option = command.add_option("--" + name, value, help.what);
    }
    option->group(help.group);
  });
}

}  // namespace

void add_train(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<TrainArguments>();
  arguments->config.views.reserve(2);  // the options below are bound to the first
  arguments->config.face().grey = true;
  arguments->config.face().size = 0;  // the backbone's
  arguments->config.dropout = 0.3;
  auto* command = app.add_subcommand("train", "Train a model on labelled clips or stills");
  add_training_sources(
      *command, arguments->sources,
      "Data sets, or what extract cut of them; parts other than train are only scored");
  written(command->add_option("--out", arguments->files.out, "The model file to write"))
      ->required();
  // The first of the options: what is given after it replaces the recipe's values.
  command
      ->add_option_function<std::string>(
          "--recipe",
          [arguments](const std::string& name) {
            if (name == "paper") use_paper_recipe(*arguments);
            if (name == "glamor") use_glamor_recipe(*arguments);
            if (name == "dual") use_dual_recipe(*arguments);
          },
          "Values to begin with: ours, the paper's (arXiv 1910.01254), or GLAMOR-Net's, which "
          "looks at the context too (arXiv 2111.04129); dual: a dual focus network on what "
          "'extract --features' computed")
      ->check(CLI::IsMember({"ours", "paper", "glamor", "dual"}));
  read(command->add_option("--init", arguments->init, "Start the backbone from these weights"))
      ->check(CLI::ExistingFile);
  read(command->add_option("--init-context", arguments->init_context,
                           "Likewise the backbone of glamor-net's context"))
      ->check(CLI::ExistingFile);
  read(command->add_option("--from", arguments->from,
                           "Go on from this model instead of a new network"))
      ->check(CLI::ExistingFile)
      ->excludes("--init")
      ->excludes("--init-context");
  read(command->add_option("--test-list", arguments->test_list,
                           "dual-focus's: a published list of the clips that are not learnt but "
                           "scored, a line as \"joy/1000 4\" each"))
      ->check(CLI::ExistingFile);
  command->add_flag("--resume", arguments->files.resume,
                    "Go on with a run that was stopped; one that has ended stays as it is");
  add_overwrite(*command, arguments->files.overwrite)->excludes("--resume");
  command
      ->add_option("--hold-out", arguments->hold_out,
                   "Share of the training clips that is only scored and calibrated on: stratified, "
                   "and people or films kept together where they are known")
      ->check(between(0.0, 0.9));
  command->add_option("--prior-adjustment", arguments->prior_adjustment,
                      "Strength of the logit adjustment for rare emotions, 0 to 1");
  choose<Device>(command->add_option("--device", arguments->device, "Where to train"),
                 {{"cpu", Device::kCpu}, {"cuda", Device::kCuda}});
  command->add_option("--licence", arguments->licence, "What to say of the model's terms of use");
  command->add_option_function<std::string>(
      "--labels",
      [arguments](const std::string& text) {
        arguments->config.labels = LabelSet::from_text(text);
      },
      "What to answer with: afew7 (if left out), ekman6, video_emotion8, or names with commas "
      "between; with --from the model's own");
  add_network_options(*command, *arguments);
  add_training_options(*command, arguments->options);
  runs(*command, session, arguments, run_train);
}

}  // namespace emorec::cli
