// Features of snippets on the disk, and a dual focus network that learns from them.
#include <fstream>

#include <gmock/gmock.h>

#include "emorec/nn/dual_focus_network.h"
#include "emorec/train/dual_trainer.h"

#include "../nn/numeric.h"
#include "support/errors.h"
#include "support/ffmpeg.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const LabelSet kTwo = LabelSet::named({"anger", "joy"});

/// What scrolls to the left is angry, to the right joyful.
class DualTraining : public ::testing::Test {
 protected:
  void SetUp() override {
    EMOREC_NEEDS_FFMPEG();
    at::set_num_threads(1);
    for (int i = 0; i < 3; ++i) {
      add("anger", i, "0.02");
      add("joy", i, "-0.02");
    }
  }

  void add(const std::string& label, int i, const std::string& speed) {
    fs::create_directories(dir_ / "set" / label);
    ffmpeg("-f lavfi -i \"life=s=32x32:r=25:seed=" + std::to_string(i + 1) +
               ",loop=loop=-1:size=1:start=0,scale=96:96:flags=neighbor,scroll=h=" + speed +
               "\" -t 1 -c:v libx264 -pix_fmt yuv420p",
           dir_ / "set" / label / (std::to_string(i) + ".mp4"));
  }

  FeatureSummary write(int threads = 1, const fs::path& name = "features") {
    const Dataset dataset = read_all_parts(dir_ / "set", {kTwo});
    return write_features(dir_ / name, dataset, extractors(), threads, {}, {});
  }

  /// That of a new network, before it learns from these clips in one step.
  double loss_of_first_step(const FeatureSet& features, const std::vector<std::size_t>& clips,
                            const TrainOptions& options) const {
    Model model = new_dual_network(features, {}, "dual", 0, 1);
    double loss = 0;
    TrainObserver observer;
    observer.on_epoch = [&](const EpochReport& report, bool) { loss = report.loss; };
    train_dual(model, {features, {"some", clips}, {}}, options, dir_ / "checkpoint", {}, observer);
    return loss;
  }

  static Model extractors(int snippets = 3) {
    return dual_focus_model({{"motion", {}}}, kTwo, snippets);
  }

  TempDir dir_;
};

TEST_F(DualTraining, FeaturesAreTheSameForAnyNumberOfThreadsAndAreMadeOnce) {
  const FeatureSummary first = write(1, "one");
  EXPECT_EQ(first.clips, 6U);
  EXPECT_EQ(first.resumed, 0U);
  EXPECT_THAT(first.left_out, IsEmpty());
  write(3, "three");
  for (const char* file :
       {"features.json", "clips/000000.safetensors", "clips/000005.safetensors"}) {
    EXPECT_EQ(read_bytes(dir_ / "one" / file), read_bytes(dir_ / "three" / file)) << file;
  }
  EXPECT_EQ(write(1, "one").resumed, 6U);
}

TEST_F(DualTraining, DamagedFeaturesAndChangedClipsAreMadeAnew) {
  write();
  const fs::path damaged = dir_ / "features/clips/000001.safetensors";
  const std::string whole = read_bytes(damaged);
  fs::resize_file(damaged, 100);
  add("joy", 2, "-0.03");
  EXPECT_EQ(write().resumed, 4U);
  EXPECT_EQ(read_bytes(damaged), whole);
}

TEST_F(DualTraining, ClipsThatCannotBeReadAreLeftOut) {
  std::ofstream(dir_ / "set/joy/3.mp4") << "no video at all";
  const FeatureSummary summary = write();
  EXPECT_EQ(summary.clips, 6U);
  ASSERT_THAT(summary.left_out, SizeIs(1));
  EXPECT_THAT(summary.left_out[0].reason, HasSubstr("3.mp4"));
}

TEST_F(DualTraining, FeaturesOfOtherStreamsAreNotMixed) {
  write();
  const Dataset dataset = read_all_parts(dir_ / "set", {kTwo});
  EXPECT_THAT(
      error_of(ErrorKind::kOutput,
               [&] { write_features(dir_ / "features", dataset, extractors(4), 1, {}, {}); }),
      HasSubstr("other streams"));
  const FeatureSet features(dir_ / "features");
  EXPECT_THAT(
      error_of(ErrorKind::kUsage, [&] { new_dual_network(features, {"scene"}, "dual", 0, 1); }),
      HasSubstr("no stream 'scene'"));
  std::ofstream(dir_ / "features/extractors.safetensors", std::ios::app) << " ";
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { features.extractors(); }),
              HasSubstr("extractors.safetensors"));
}

TEST_F(DualTraining, LearnsWhatMoves) {
  write();
  const FeatureSet features(dir_ / "features");
  ASSERT_THAT(features.clips(), SizeIs(6));
  Model model = new_dual_network(features, {}, "dual", 0, 1);
  const ClipSelection all{"all", {0, 1, 2, 3, 4, 5}};
  TrainOptions options = TrainOptions::dual();
  options.epochs = 25;
  options.batch = 6;
  options.head_rate = 3e-3;
  std::vector<double> losses;
  TrainObserver observer;
  observer.on_epoch = [&](const EpochReport& report, bool) { losses.push_back(report.loss); };
  train_dual(model, {features, all, {}}, options, dir_ / "checkpoint", {}, observer);
  EXPECT_LT(losses.back(), 0.5 * losses.front());
  EXPECT_EQ(score_of(answer_features(model, features, all.clips)).war, 1);
}

TEST_F(DualTraining, TheRateRisesAndFallsByTheSchedule) {
  write();
  const FeatureSet features(dir_ / "features");
  TrainOptions options = TrainOptions::dual();
  options.epochs = 1;
  options.batch = 2;
  options.weight_decay = 0;
  // Adam's first step is as long as the rate; one-cycle begins with a twenty-fifth of the peak.
  for (const auto& [schedule, share] : {std::pair("one-cycle", 0.04), std::pair("cosine", 1.0)}) {
    options.schedule = schedule;
    fs::remove(dir_ / "checkpoint");
    Model model = new_dual_network(features, {}, "dual", 0, 1);
    const auto weight = dynamic_cast<DualFocusNetwork&>(*model.network).head().weight;
    const auto before = weight.detach().clone();
    train_dual(model, {features, {"some", {0, 5}}, {}}, options, dir_ / "checkpoint", {}, {});
    const double longest = (weight.detach() - before).abs().max().item<double>();
    EXPECT_NEAR(longest, share * options.head_rate, 0.01 * share * options.head_rate) << schedule;
  }
}

TEST_F(DualTraining, JoinedClipsShowTheLabelsOfAllOfThem) {
  write();
  const FeatureSet features(dir_ / "features");
  TrainOptions options = TrainOptions::dual();
  options.epochs = 1;
  options.batch = 2;
  options.join = 2;
  options.label_smoothing = 0;
  const double loss = loss_of_first_step(features, {0, 5}, options);

  // The first is angry (0), the second joyful (1). Before the only step the network is as here.
  Model same = new_dual_network(features, {}, "dual", 0, 1);
  auto& network = dynamic_cast<DualFocusNetwork&>(*same.network);
  network.train();
  const auto first = features.of(0, same.config.views)[0];
  const auto second = features.of(5, same.config.views)[0];
  const auto pictures = torch::cat({first, second});
  const auto both = network.attend({network.map_of(0, pictures)}).descriptor;
  const auto log_p = [&](std::int64_t from, std::int64_t count, int label) {
    const auto logits = network.clip_logits({{}, {}, both.narrow(0, from, count)}, count).mean(1);
    return torch::log_softmax(logits, -1)[0][label].item<double>();
  };
  const auto n = first.size(0);
  const double alone = -(log_p(0, n, 0) + log_p(n, n, 1)) / 2;
  const double joined = -(log_p(0, 2 * n, 0) + log_p(0, 2 * n, 1)) / 2;
  EXPECT_NEAR(loss, (alone + joined) / 2, 1e-5);
}

TEST_F(DualTraining, WhatAttentionPassesOverIsToTellNoLabel) {
  write();
  const FeatureSet features(dir_ / "features");
  TrainOptions options = TrainOptions::dual();
  options.epochs = 1;
  options.background = 0.5;
  options.label_smoothing = 0;
  const double loss = loss_of_first_step(features, {0}, options);

  // The only clip is angry (0). Before the only step the network is as here.
  Model same = new_dual_network(features, {}, "dual", 0, 1);
  auto& network = dynamic_cast<DualFocusNetwork&>(*same.network);
  network.train();
  const auto pictures = features.of(0, same.config.views)[0];
  const auto clip = network.attend({network.map_of(0, pictures)}).descriptor;
  const auto n = clip.size(0);
  const auto log_p = torch::log_softmax(network.clip_logits({{}, {}, clip}, n).mean(1), -1)[0];
  const auto attention = network.clip_importance({{}, {}, clip}, n)[0];
  const double largest = attention.max().item<double>();
  double distance = 0;
  double sum = 0;
  for (std::int64_t t = 0; t < n; ++t) {
    const double own = attention[t].item<double>();
    const double passed_over = own * (1 - own / largest);
    const auto alone = network.head().weight.matmul(clip[t]) + network.head().bias;
    distance -= passed_over * torch::log_softmax(alone, -1).mean().item<double>();
    sum += passed_over;
  }
  EXPECT_NEAR(loss, -log_p[0].item<double>() + 0.5 * distance / sum, 1e-5);
}

TEST_F(DualTraining, AResumedRunEqualsAnUndisturbedOne) {
  write();
  const FeatureSet features(dir_ / "features");
  const ClipSelection all{"all", {0, 1, 2, 3, 4, 5}};
  TrainOptions options = TrainOptions::dual();
  options.epochs = 4;
  options.batch = 2;
  options.head_rate = 3e-3;
  const auto learnt = [&](const char* checkpoint, const CancelToken& cancel,
                          const TrainObserver& observer) {
    Model model = new_dual_network(features, {}, "dual", 0.5, 1);
    train_dual(model, {features, all, {}}, options, dir_ / checkpoint, cancel, observer);
    return model.network->head().weight;
  };
  const auto undisturbed = learnt("one", {}, {});

  CancelToken cancel;
  TrainObserver observer;
  observer.on_step = [&](int epoch, std::int64_t step, std::int64_t, double) {
    if (epoch == 3 && step == 2) cancel.request();
  };
  EXPECT_THAT(error_of(ErrorKind::kCancelled, [&] { learnt("two", cancel, observer); }),
              HasSubstr("stopped"));
  std::vector<int> before, after;
  observer = {};
  observer.on_epoch = [&](const EpochReport& report, bool resumed) {
    (resumed ? before : after).push_back(report.epoch);
  };
  EXPECT_EQ(distance(learnt("two", {}, observer), undisturbed), 0);
  EXPECT_THAT(before, ElementsAre(1, 2));
  EXPECT_THAT(after, ElementsAre(3, 4));

  options.seed = 2;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { learnt("two", {}, {}); }), HasSubstr("--seed"));
}

TEST(PolarityLoss, WeighsClipsThatAreTakenForTheOtherPolarity) {
  // Truths: joy, fear, fear. Answers: joy, joy (the other polarity), anger (the same).
  const LabelSet labels = LabelSet::named({"anger", "fear", "joy"});
  const auto bright = bright_labels(labels);
  EXPECT_THAT(bright, ElementsAre(false, false, true));
  const auto p = torch::tensor({{0.2, 0.2, 0.6}, {0.1, 0.3, 0.6}, {0.7, 0.2, 0.1}});
  const auto targets = torch::tensor({{0., 0., 1.}, {0., 1., 0.}, {0., 1., 0.}});
  const double expected = -(std::log(0.6) + 1.5 * std::log(0.3) + std::log(0.2)) / 3;
  EXPECT_NEAR(polarity_loss(p.log(), targets, bright, 0.5).item<double>(), expected, 1e-6);
  const double plain = -(std::log(0.6) + std::log(0.3) + std::log(0.2)) / 3;
  EXPECT_NEAR(polarity_loss(p.log(), targets, bright, 0).item<double>(), plain, 1e-6);
  EXPECT_THAT(bright_labels(LabelSet::named({"anger", "fear"})), IsEmpty());
}

}  // namespace
}  // namespace emorec::testing
