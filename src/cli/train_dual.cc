#include "train_dual.h"

#include <algorithm>
#include <map>

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/core/version.h"
#include "emorec/data/split_list.h"
#include "emorec/train/dual_trainer.h"
#include "emorec/train/hold_out.h"
#include "emorec/train/new_network.h"
#include "emorec/train/temperature.h"
#include "emorec/train/training_log.h"

#include "epoch_text.h"
#include "progress.h"

namespace emorec::cli {
namespace {

struct Parts {
  ClipSelection train{"train", {}};
  std::vector<std::size_t> held_out;
  std::vector<ClipSelection> watched;
};

/// The clips that a list keeps from being learnt.
std::vector<std::size_t> tested_clips(const FeatureSet& features,
                                      const std::filesystem::path& list) {
  if (list.empty()) return {};
  std::vector<std::string> names;
  for (const auto& clip : features.clips()) names.push_back(clip.name);
  ListedClips listed = listed_clips(names, list);
  if (!listed.missing.empty()) {
    spdlog::warn("{}: {} not among the features, the first: {}", list.string(),
                 counted(listed.missing.size(), "clip"), listed.missing.front());
  }
  return listed.places;
}

/// As for chips: parts called otherwise than train are only scored. A list takes the parts' place.
Parts parts_of(const FeatureSet& features, const std::filesystem::path& test_list, double share) {
  const auto tested = tested_clips(features, test_list);
  std::vector<std::size_t> train;
  std::map<std::string, std::vector<std::size_t>> others;
  for (std::size_t i = 0; i < features.clips().size(); ++i) {
    std::string split = features.clips()[i].split;
    if (!test_list.empty()) {
      split = std::binary_search(tested.begin(), tested.end(), i) ? "test list" : "train";
    }
    (split.empty() || split == "train" ? train : others[split]).push_back(i);
  }
  const HoldOut split = hold_out(listing_of(features), train, share);
  Parts parts;
  parts.train.clips = split.train;
  parts.held_out = split.held_out;
  if (!split.held_out.empty()) parts.watched.push_back({"held out", split.held_out});
  for (auto& [name, clips] : others) parts.watched.push_back({name, std::move(clips)});
  return parts;
}

std::map<std::string, std::string> card_of(const DualTraining& wanted, const Model& model,
                                           std::size_t clips) {
  std::vector<std::string> streams;
  for (const auto& view : model.config.views) streams.push_back(view.name);
  return {{"method", "ours, after the abstract of Qiu, He, Wang 2020 (ICME): no reproduction"},
          {"data",
           fmt::format("features of {} in {}", counted(clips, "clip"), wanted.features.string())},
          {"recipe", fmt::format("emorec {}: {}; streams {}; attention {}, dropout {}", kVersion,
                                 changed_options(wanted.options), fmt::join(streams, ", "),
                                 wanted.attention, wanted.dropout)},
          {"licence", wanted.licence}};
}

/// One temperature, so that probabilities mean what they say.
void calibrate_dual(Model& model, const FeatureSet& features,
                    const std::vector<std::size_t>& held_out) {
  auto& text = model.config.card["calibration"];
  const auto answered = answer_features(model, features, held_out);
  text = "none: no clips were held out";
  if (answered.empty()) return;
  const double temperature = fit_temperature(answered);
  apply_temperature(*model.network, temperature);
  text =
      fmt::format("temperature {:.3g}, fitted on {} held-out clips", temperature, answered.size());
}

}  // namespace

int train_dual_focus(const DualTraining& wanted, const Session& session) {
  compute_on(session.thread_count());
  const FeatureSet features(wanted.features);
  const Parts parts = parts_of(features, wanted.test_list, wanted.hold_out);
  Model model = new_dual_network(features, wanted.streams, wanted.attention, wanted.dropout,
                                 wanted.options.seed);
  model.config.card = card_of(wanted, model, parts.train.clips.size());
  spdlog::info("training on {}, {} held out", counted(parts.train.clips.size(), "clip"),
               parts.held_out.size());
  TrainingLog log(wanted.log, wanted.options, model.config.card);
  Progress progress(session.quiet);
  TrainObserver observer;
  observer.on_step = [&](int epoch, std::int64_t done, std::int64_t steps, double loss) {
    const int epochs = wanted.options.epochs;
    progress.show(
        static_cast<double>((epoch - 1) * steps + done), static_cast<double>(epochs * steps),
        fmt::format("epoch {}/{}, step {}/{}: loss {:.4f}", epoch, epochs, done, steps, loss));
  };
  observer.on_epoch = [&](const EpochReport& report, bool /*resumed*/) {
    progress.clear();
    log.add(report);
    spdlog::info("{}", text_of(report, wanted.options.epochs));
  };
  train_dual(model, {features, parts.train, parts.watched}, wanted.options, *session.cancel,
             observer);
  calibrate_dual(model, features, parts.held_out);
  spdlog::info("calibration: {}", model.config.card["calibration"]);
  save_model(wanted.out, model.config, *model.network);
  return kOk;
}

}  // namespace emorec::cli
