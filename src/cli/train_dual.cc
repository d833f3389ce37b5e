#include "train_dual.h"

#include <algorithm>
#include <map>

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/core/files.h"
#include "emorec/core/version.h"
#include "emorec/data/split_list.h"
#include "emorec/train/dual_trainer.h"
#include "emorec/train/hold_out.h"
#include "emorec/train/new_network.h"
#include "emorec/train/run_settings.h"
#include "emorec/train/temperature.h"

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

std::string names_of_streams(const ModelConfig& model) {
  std::vector<std::string> names;
  for (const auto& view : model.views) names.push_back(view.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::map<std::string, std::string> card_of(const DualTraining& wanted, const ModelConfig& model,
                                           std::size_t clips) {
  return {{"method", "ours, after the abstract of Qiu, He, Wang 2020 (ICME): no reproduction"},
          {"data",
           fmt::format("features of {} in {}", counted(clips, "clip"), wanted.features.string())},
          {"recipe", fmt::format("emorec {}: {}; streams {}; attention {}, dropout {}", kVersion,
                                 changed_options(wanted.options), names_of_streams(model),
                                 wanted.attention, wanted.dropout)},
          {"licence", wanted.licence}};
}

std::string run_of(const DualTraining& wanted, const ModelConfig& model) {
  const auto hash_of = [](const std::filesystem::path& file) {
    return file.empty() ? "" : sha256_of_file(file);
  };
  return run_settings(model, wanted.options,
                      {{"datasets", hash_of(wanted.features / "features.json")},
                       {"streams", names_of_streams(model)},
                       {"test-list", hash_of(wanted.test_list)},
                       {"hold-out", fmt::format("{}", wanted.hold_out)},
                       {"licence", wanted.licence}});
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
  model.config.run = run_of(wanted, model.config);
  if (!may_begin(wanted.files, model.config.run)) return kOk;
  model.config.card = card_of(wanted, model.config, parts.train.clips.size());
  spdlog::info("training on {}, {} held out", counted(parts.train.clips.size(), "clip"),
               parts.held_out.size());
  TrainingDisplay display(wanted.files, wanted.options, model.config, session.quiet);
  const std::filesystem::path checkpoint = wanted.files.checkpoint();
  if (wanted.files.overwrite) std::filesystem::remove(checkpoint);
  train_dual(model, {features, parts.train, parts.watched}, wanted.options, checkpoint,
             *session.cancel, display.observer());
  calibrate_dual(model, features, parts.held_out);
  spdlog::info("calibration: {}", model.config.card["calibration"]);
  save_model(wanted.files.out, model.config, *model.network);
  std::filesystem::remove(checkpoint);
  return kOk;
}

}  // namespace emorec::cli
