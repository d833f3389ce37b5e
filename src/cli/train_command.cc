// emorec train: fine-tunes a model on FER+ stills.
#include <algorithm>
#include <map>

#include <spdlog/spdlog.h>

#include "emorec/data/class_folders.h"
#include "emorec/data/still_chips.h"
#include "emorec/face/landmark_model.h"
#include "emorec/pipeline/chip_template.h"
#include "emorec/train/trainer.h"

#include "command.h"

namespace emorec::cli {
namespace {

struct TrainArguments {
  std::filesystem::path folder;
  std::filesystem::path out;
  std::filesystem::path init;
  std::filesystem::path from;
  std::filesystem::path portraits;
  double prior_adjustment = 0.35;
  std::string licence = "not stated";
  ModelConfig config;
  TrainOptions options;
};

StillChips cut(const char* what, const std::vector<LabelledImage>& images, const InputConfig& input,
               const std::shared_ptr<const LandmarkModel>& landmarks, int threads) {
  auto chips = cut_still_chips(images, input.size, template_of(input), landmarks, threads);
  const auto faces = std::count(chips.has_face.begin(), chips.has_face.end(), true);
  spdlog::info("{}: {} images, {:.1f} % with a face that the detector finds", what, chips.count(),
               100.0 * static_cast<double>(faces) / static_cast<double>(chips.count()));
  return chips;
}

std::vector<LabelledImage> read_labelled(const std::filesystem::path& folder, const char* split) {
  auto images = read_fer_plus(folder, split);
  return images;
}

/// What is trained on and what is only watched.
struct TrainingData {
  StillChips train;
  StillChips public_test;
  StillChips portraits;  ///< held out of --portraits; may be empty
};

TrainingData load(const TrainArguments& arguments, const InputConfig& input, int threads) {
  const auto landmarks = LandmarkModel::load();
  const auto cut_part = [&](const char* what, const std::vector<LabelledImage>& images) {
    return cut(what, images, input, landmarks, threads);
  };
  TrainingData data;
  data.train = cut_part("train", read_labelled(arguments.folder, "train"));
  data.public_test = cut_part("public_test", read_labelled(arguments.folder, "public_test"));
  if (!arguments.portraits.empty()) {
    const ClassFolders folders = read_class_folders(arguments.portraits);
    append(data.train, only_aligned(cut_part("portraits, train", folders.train)));
    data.portraits = only_aligned(cut_part("portraits, held out", folders.held_out));
  }
  return data;
}

Model start(const TrainArguments& arguments) {
  if (!arguments.from.empty()) {
    Model model = load_model(arguments.from);
    model.config.dropout = arguments.config.dropout;
    Model fresh{model.config, make_network(model.config)};
    load_tensors(*fresh.network, read_safetensors(arguments.from), arguments.from.string());
    return fresh;
  }
  Model model{arguments.config, make_network(arguments.config)};
  if (!arguments.init.empty()) load_backbone_weights(*model.network, arguments.init);
  return model;
}

std::string text_of(const StillScore& score) {
  return fmt::format("{:.2f} % (UAR {:.2f} %, n={})", 100 * score.accuracy, 100 * score.mean_recall,
                     score.count);
}

/// What a model says of its own making; the figures are added when they are known.
std::map<std::string, std::string> card_of(const TrainArguments& arguments, std::size_t images) {
  const auto& options = arguments.options;
  std::map<std::string, std::string> card;
  card["data"] = fmt::format(
      "{} FER2013 training images with FER+ votes whose unique plurality is one of the seven "
      "emotions; the votes' shares are the targets",
      images);
  if (!arguments.init.empty()) {
    card["start"] = "backbone from " + arguments.init.filename().string();
  }
  card["recipe"] = fmt::format(
      "{} epochs, batch {}, SGD with Nesterov momentum, one-cycle to {} (backbone) and {} (head), "
      "weight decay {}, dropout {}, attention penalty {}, logit adjustment {}, seed {}",
      options.epochs, options.batch, options.backbone_rate, options.head_rate, options.weight_decay,
      arguments.config.dropout, options.attention_penalty, arguments.prior_adjustment,
      options.seed);
  card["licence"] = arguments.licence;
  return card;
}

int run_train(TrainArguments& arguments, const Session& session) {
  arguments.options.validate();
  Model model = start(arguments);
  const TrainingData data = load(arguments, model.config.input, session.thread_count());

  auto checkpoint = arguments.out;
  checkpoint += ".checkpoint";
  TrainObserver observer;
  observer.on_step = [](int epoch, std::int64_t done, std::int64_t steps, double loss) {
    if (done % 50 == 0)
      spdlog::debug("epoch {}, step {}/{}: loss {:.4f}", epoch, done, steps, loss);
  };
  observer.on_epoch = [&](const EpochReport& epoch) {
    spdlog::info("epoch {}/{}: loss {:.4f}, {:.0f} s; public_test {}, aligned {}", epoch.epoch,
                 arguments.options.epochs, epoch.loss, epoch.seconds, text_of(epoch.whole),
                 text_of(epoch.aligned));
    if (arguments.options.fer2013_share > 0) {
      spdlog::info("  FER2013's own labels: {}", text_of(epoch.fer2013));
    }
    if (data.portraits.count() > 0) {
      spdlog::info("  portraits held out: {}",
                   text_of(score_stills(*model.network, model.config.input, data.portraits,
                                        Framing::kAligned)));
    }
  };
  arguments.options.threads = session.thread_count();
  train_on_stills(model, data.train, data.public_test, arguments.options, checkpoint,
                  *session.cancel, observer);
  adjust_for_prior(*model.network, data.train, arguments.prior_adjustment);
  const auto whole =
      score_stills(*model.network, model.config.input, data.public_test, Framing::kWhole);
  const auto aligned =
      score_stills(*model.network, model.config.input, data.public_test, Framing::kAligned);
  model.config.card = card_of(arguments, data.train.count());
  model.config.card["figures"] =
      "FER+ public_test, single image, unique plurality among the seven emotions: whole crops " +
      text_of(whole) + ", aligned chips " + text_of(aligned);
  spdlog::info("{}", model.config.card["figures"]);
  save_model(arguments.out, model.config, *model.network);
  std::filesystem::remove(checkpoint);
  return kOk;
}

}  // namespace

void add_train(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<TrainArguments>();
  arguments->config.input.grey = true;
  arguments->config.dropout = 0.3;
  auto* command = app.add_subcommand("train", "Train a model on FER2013 images with FER+ votes");
  command->add_option("folder", arguments->folder, "Folder with labels.csv and the images")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", arguments->out, "The model file to write")->required();
  auto& options = arguments->options;
  command->add_option("--init", arguments->init, "Start the backbone from these weights")
      ->check(CLI::ExistingFile);
  command->add_option("--from", arguments->from, "Go on from this model instead of a new network")
      ->check(CLI::ExistingFile)
      ->excludes("--init");
  command
      ->add_option("--portraits", arguments->portraits,
                   "Further stills, in one folder per emotion; a fifth of the people is held out")
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--clip-frames", options.clip_frames,
                   "Put stills together to clips of up to so many frames, the others neutral")
      ->capture_default_str();
  command
      ->add_option("--fer2013-share", options.fer2013_share,
                   "Learn FER2013's own labels too, and let them weigh so much in the answer")
      ->capture_default_str();
  command
      ->add_option("--balance", options.balance,
                   "Draw images with their label's frequency to the power of minus this")
      ->capture_default_str();
  command->add_option("--small-side", options.small_side, "Pixels of the chips of the first epochs")
      ->capture_default_str();
  command->add_option("--small-share", options.small_share, "Share of the epochs with small chips")
      ->capture_default_str();
  command->add_option("--backbone", arguments->config.backbone)->capture_default_str();
  command->add_option("--attention", arguments->config.attention)->capture_default_str();
  command->add_option("--heads", arguments->config.heads)->capture_default_str();
  command->add_option("--dropout", arguments->config.dropout)->capture_default_str();
  command->add_option("--epochs", options.epochs)->capture_default_str();
  command->add_option("--batch", options.batch, "Images a step")->capture_default_str();
  command->add_option("--backbone-rate", options.backbone_rate, "Peak learning rate")
      ->capture_default_str();
  command->add_option("--head-rate", options.head_rate, "Peak learning rate")
      ->capture_default_str();
  command->add_option("--penalty", options.attention_penalty, "Weight C of the attention penalty")
      ->capture_default_str();
  command
      ->add_option("--prior-adjustment", arguments->prior_adjustment,
                   "Strength of the logit adjustment for rare emotions, 0 to 1")
      ->capture_default_str();
  command->add_flag("--bfloat16,!--float32", options.bfloat16, "Arithmetic of the network")
      ->capture_default_str();
  command->add_option("--licence", arguments->licence, "What to say of the model's terms of use");
  command->add_option("--seed", options.seed)->capture_default_str();
  command->callback([arguments, &session] {
    session.action = [arguments, &session] { return run_train(*arguments, session); };
  });
}

}  // namespace emorec::cli
