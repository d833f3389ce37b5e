#include "emorec/train/train_options.h"

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"

namespace emorec {
namespace {

nlohmann::ordered_json json_of(const TrainOptions& options) {
  nlohmann::ordered_json json;
  for_each_train_option(
      options, [&](const char* name, const auto& value, const OptionHelp&) { json[name] = value; });
  return json;
}

}  // namespace

TrainOptions TrainOptions::paper() {
  TrainOptions options;
  options.epochs = 30;
  options.batch = 3;
  options.frames = 16;
  options.backbone_rate = 1e-3;
  options.head_rate = 1e-2;
  options.weight_decay = 1e-5;
  options.schedule = "cosine";
  options.augmentation = AugmentationOptions::none();
  options.augmentation.rotation = 10;
  options.augmentation.frame_jitter = 1;
  return options;
}

TrainOptions TrainOptions::glamor() {
  TrainOptions options;
  options.epochs = 60;
  options.batch = 4;
  options.apart_epochs = 20;
  options.backbone_rate = 5e-4;
  options.head_rate = 5e-4;
  options.weight_decay = 0;
  options.schedule = "steps";
  options.aligned_share = 1;
  options.augmentation = AugmentationOptions::none();
  options.augmentation.rotation = 20;
  return options;
}

TrainOptions TrainOptions::dual() {
  TrainOptions options;
  options.epochs = 100;
  options.batch = 32;
  options.optimizer = "adamw";
  options.backbone_rate = 0;
  options.head_rate = 2e-4;
  options.weight_decay = 1e-4;
  options.bfloat16 = false;
  return options;
}

void TrainOptions::validate() const {
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorKind::kUsage, std::string(what) + ".");
  };
  const auto is_share = [](double value) { return value >= 0 && value <= 1; };
  require(epochs > 0 && frames > 0, "epochs and frames must be positive");
  require(batch > 1, "the batch must be more than one clip");
  require(optimizer == "sgd" || optimizer == "adamw", "the optimizer must be sgd or adamw");
  require(backbone_rate >= 0 && head_rate > 0, "learning rates must not be negative");
  require(momentum > 0 && momentum < 1, "momentum must be more than 0 and less than 1");
  require(weight_decay >= 0 && attention_penalty >= 0,
          "weight decay and attention penalty must not be negative");
  require(schedule == "one-cycle" || schedule == "cosine" || schedule == "steps",
          "the schedule must be one-cycle, cosine or steps");
  require(warm_up > 0 && warm_up < 1, "warm-up must be a share between 0 and 1");
  require(period > 0, "the period must be at least one epoch");
  require(is_share(source_share), "the sources' share must be between 0 and 1");
  require(source_share == 0 || mixup == 0,
          "mixup mixes clips of several data sets: leave it out with a source share");
  require(is_share(balance), "balance must be between 0 and 1");
  require(label_smoothing >= 0 && label_smoothing < 1,
          "label smoothing must be at least 0 and less than 1");
  require(polarity >= 0, "polarity must not be negative");
  require(join >= 1 && join <= batch, "join must be at least 1, and no more than a batch");
  require(background >= 0, "background must not be negative");
  require(mixup >= 0, "mixup must not be negative");
  require(average >= 0 && average < 1, "the average's decay must be at least 0 and less than 1");
  require(apart_epochs >= 0 && apart_epochs < epochs,
          "epochs apart must not be negative, and fewer than all");
  require(patience >= 0, "patience must not be negative");
  require(is_share(aligned_share), "the aligned share must be between 0 and 1");
  require(small_side >= 16 && is_share(small_share),
          "the small side must be at least 16 pixels, its share between 0 and 1");
}

std::string to_json(const TrainOptions& options) { return json_of(options).dump(); }

std::string changed_options(const TrainOptions& options) {
  const auto usual = json_of(TrainOptions());
  const auto chosen = json_of(options);
  std::string text;
  for (const auto& [name, value] : chosen.items()) {
    if (value == usual.at(name)) continue;
    text += (text.empty() ? "" : ", ") + name + " " +
            (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

}  // namespace emorec
