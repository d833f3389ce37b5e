// Runs of a few steps on synthetic stills.
#include <gmock/gmock.h>

#include "emorec/nn/backbone.h"

#include "stills.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kCount = 48;

bool same_weights(const Model& a, const Model& b) {
  const auto first = tensors_of(*a.network);
  const auto second = tensors_of(*b.network);
  return std::equal(first.begin(), first.end(), second.begin(), second.end(),
                    [](const auto& x, const auto& y) {
                      return x.first == y.first && x.second.bytes == y.second.bytes;
                    });
}

class TrainerTest : public ::testing::Test {
 protected:
  /// Trains to the end, or until the observer asks to stop.
  std::vector<EpochReport> train(Model& model, const TrainOptions& options = tiny_options(),
                                 const TrainObserver& observer = {}) {
    std::vector<EpochReport> reports;
    TrainObserver watching = observer;
    watching.on_epoch = [&](const EpochReport& report) {
      reports.push_back(report);
      if (observer.on_epoch) observer.on_epoch(report);
    };
    train_on_stills(model, stills_, stills_, options, checkpoint_, *cancel_, watching);
    return reports;
  }

  Model trained(const TrainOptions& options = tiny_options(), std::uint64_t model_seed = 1) {
    Model model = fresh_model(model_seed);
    train(model, options);
    return model;
  }

  /// Starts a run and stops it through `observer`, which requests it.
  void interrupt(const TrainOptions& options, const TrainObserver& observer) {
    Model model = fresh_model();
    EXPECT_THAT(error_of(ErrorKind::kCancelled, [&] { train(model, options, observer); }),
                HasSubstr("stopped"));
  }

  const StillChips stills_ = make_stills(kCount);
  TempDir dir_;
  std::filesystem::path checkpoint_ = dir_ / "checkpoint.safetensors";
  std::unique_ptr<CancelToken> cancel_ = std::make_unique<CancelToken>();
};

TEST_F(TrainerTest, LearnsWhatIsEasy) {
  TrainOptions options = tiny_options();
  options.epochs = 6;
  options.small_share = 0;
  Model model = fresh_model();
  const auto reports = train(model, options);
  ASSERT_EQ(reports.size(), 6U);
  EXPECT_LT(reports.back().loss, 0.75 * reports.front().loss);
  EXPECT_GT(reports.back().whole.accuracy, 0.9);
  EXPECT_EQ(reports.back().whole.count, static_cast<std::size_t>(kCount));
  EXPECT_FALSE(model.network->is_training());
  // The model that is handed back is the one that the last report is about.
  const auto score = score_stills(*model.network, model.config.input, stills_, Framing::kWhole);
  EXPECT_EQ(score.accuracy, reports.back().whole.accuracy);
}

TEST_F(TrainerTest, LearnsInBfloat16WithAnAttentionPenalty) {
  TrainOptions options = tiny_options();
  options.epochs = 5;
  options.small_share = 0;
  options.bfloat16 = true;
  options.attention_penalty = 0.1;
  Model model = fresh_model();
  const auto reports = train(model, options);
  EXPECT_LT(reports.back().loss, 0.75 * reports.front().loss);
  for (const auto& parameter : model.network->parameters()) {
    EXPECT_EQ(parameter.dtype(), torch::kFloat32);
    EXPECT_TRUE(torch::isfinite(parameter).all().item<bool>());
  }
}

TEST_F(TrainerTest, EveryBackboneLearnsInBfloat16) {
  TrainOptions options = tiny_options();
  options.epochs = 1;
  options.batch = 4;
  options.small_share = 0;
  options.bfloat16 = true;
  options.weight_decay = 0;  // would change weights that no gradient reaches
  const StillChips stills = make_stills(options.batch);
  for (const auto& backbone : backbone_names()) {
    Model model = fresh_model();
    model.config.backbone = backbone;
    model.network = make_network(model.config);
    const auto before = tensors_of(*model.network);
    train_on_stills(model, stills, stills, options, dir_ / backbone, *cancel_, {});
    for (const auto& [name, tensor] : tensors_of(*model.network)) {
      if (name.rfind("backbone.", 0) != 0) continue;
      EXPECT_FALSE(tensor.bytes == before.at(name).bytes) << backbone << ": " << name;
    }
  }
}

/// Every third still is neutral instead of surprised.
StillChips with_neutral_faces() {
  StillChips chips = make_stills(kCount);
  for (std::size_t i = 2; i < chips.count(); i += 3) {
    chips.labels[i] = static_cast<int>(Emotion::kNeutral);
    std::swap(chips.votes[i][static_cast<std::size_t>(Emotion::kNeutral)],
              chips.votes[i][static_cast<std::size_t>(Emotion::kSurprise)]);
  }
  return chips;
}

TEST(TrainerClipsTest, WhatIsEasyIsLearntFromClipsToo) {
  const TempDir dir;
  const StillChips stills = with_neutral_faces();
  TrainOptions options = tiny_options();
  options.epochs = 8;
  options.small_share = 0;
  options.clip_frames = 4;
  options.balance = 0.5;
  Model model = fresh_model();
  std::vector<EpochReport> reports;
  TrainObserver observer;
  observer.on_epoch = [&](const EpochReport& report) { reports.push_back(report); };
  train_on_stills(model, stills, stills, options, dir / "checkpoint", CancelToken(), observer);
  EXPECT_LT(reports.back().loss, 0.8 * reports.front().loss);
  EXPECT_GT(reports.back().whole.accuracy, 0.6);  // a third by chance
}

TEST(TrainerClipsTest, RefusesClipsLongerThanABatch) {
  TrainOptions options = tiny_options();
  options.clip_frames = options.batch + 1;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }), HasSubstr("clip"));
  options.clip_frames = 1;
  options.balance = 1.5;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }), HasSubstr("balance"));
}

TEST_F(TrainerTest, ASecondLabelSetIsLearntBesideTheFirstAndMixedIntoTheAnswer) {
  // FER2013's own labels call what FER+ calls happiness surprise, and the other way round.
  StillChips stills = make_stills(kCount);
  stills.fer2013 = {};
  for (const int label : stills.labels) {
    stills.fer2013.push_back(label == 0 ? 0 : label == 3 ? 6 : 3);
  }
  TrainOptions options = tiny_options();
  options.epochs = 8;
  options.small_share = 0;
  const auto accuracies = [&](double share) {
    options.fer2013_share = share;
    std::filesystem::remove(checkpoint_);
    Model model = fresh_model();
    std::vector<EpochReport> reports;
    TrainObserver observer;
    observer.on_epoch = [&](const EpochReport& report) { reports.push_back(report); };
    train_on_stills(model, stills, stills, options, checkpoint_, *cancel_, observer);
    const auto mixed = score_stills(*model.network, model.config.input, stills, Framing::kWhole);
    return std::tuple(reports.back().whole.accuracy, reports.back().fer2013.accuracy,
                      mixed.accuracy);
  };
  const auto [first, second, slightly_mixed] = accuracies(0.01);
  EXPECT_GT(first, 0.9);
  EXPECT_GT(second, 0.9);
  EXPECT_GT(slightly_mixed, 0.9);
  const auto [also_first, also_second, replaced] = accuracies(1);
  EXPECT_GT(also_first, 0.9);
  EXPECT_LT(replaced, 0.5);  // only anger is the same in both
}

TEST_F(TrainerTest, TheSameSeedGivesTheSameWeights) {
  const Model first = trained();
  std::filesystem::remove(checkpoint_);
  EXPECT_TRUE(same_weights(trained(), first));
  std::filesystem::remove(checkpoint_);
  TrainOptions options = tiny_options();
  options.seed = 2;
  EXPECT_FALSE(same_weights(trained(options), first));
}

TEST_F(TrainerTest, ReportsEachStepAndEpoch) {
  std::vector<std::pair<int, std::int64_t>> steps;
  TrainObserver observer;
  observer.on_step = [&](int epoch, std::int64_t done, std::int64_t count, double loss) {
    steps.emplace_back(epoch, done);
    EXPECT_EQ(count, kCount / 8);
    EXPECT_GT(loss, 0);
  };
  Model model = fresh_model();
  const auto reports = train(model, tiny_options(), observer);
  ASSERT_EQ(steps.size(), 12U);
  EXPECT_EQ(steps.front(), (std::pair<int, std::int64_t>{1, 1}));
  EXPECT_EQ(steps[6], (std::pair<int, std::int64_t>{2, 1}));
  EXPECT_EQ(steps.back(), (std::pair<int, std::int64_t>{2, 6}));
  EXPECT_EQ(reports.at(0).epoch, 1);
  EXPECT_EQ(reports.at(1).epoch, 2);
}

TEST_F(TrainerTest, AStoppedRunContinuesToTheResultOfAnUndisturbedOne) {
  TrainOptions options = tiny_options();
  options.epochs = 3;
  const Model undisturbed = trained(options);
  struct {
    const char* what;
    TrainObserver observer;
    int first_epoch;  // after resuming
  } const cases[] = {{"between two epochs",
                      {{},
                       [this](const EpochReport& r) {
                         if (r.epoch == 1) cancel_->request();
                       }},
                      2},
                     {"within an epoch",
                      {[this](int epoch, std::int64_t done, std::int64_t, double) {
                         if (epoch == 3 && done == 4) cancel_->request();
                       },
                       {}},
                      3},
                     {"before anything is stored",
                      {[this](int, std::int64_t, std::int64_t, double) { cancel_->request(); }, {}},
                      1}};
  for (const auto& item : cases) {
    std::filesystem::remove(checkpoint_);
    interrupt(options, item.observer);
    // Another process starts over: what is not in the checkpoint is gone.
    cancel_ = std::make_unique<CancelToken>();
    Model resumed = fresh_model(item.first_epoch == 1 ? 1 : 77);
    const auto reports = train(resumed, options);
    ASSERT_FALSE(reports.empty()) << item.what;
    EXPECT_EQ(reports.front().epoch, item.first_epoch) << item.what;
    EXPECT_TRUE(same_weights(resumed, undisturbed)) << item.what;
  }
}

TEST_F(TrainerTest, AFinishedRunGivesItsResultAgain) {
  const Model first = trained();
  Model again = fresh_model(5);
  EXPECT_TRUE(train(again).empty());
  EXPECT_TRUE(same_weights(again, first));
}

TEST_F(TrainerTest, ADamagedCheckpointIsRefused) {
  trained();
  const Safetensors sound = read_safetensors(checkpoint_);
  const auto error = [&](int heads = 2) {
    Model model = fresh_model(1, heads);
    return error_of(ErrorKind::kModel, [&] { train(model); });
  };
  const auto error_after = [&](const std::function<void(Safetensors&)>& change) {
    Safetensors content = sound;
    change(content);
    write_safetensors(checkpoint_, content);
    return error();
  };
  EXPECT_EQ(error_after([](auto&) {}), "NO ERROR");
  EXPECT_THAT(error_after([](auto& c) { c.metadata.clear(); }), HasSubstr("not a checkpoint"));
  for (const char* text : {"", "many", "-1", "1x", "99999999999"}) {
    EXPECT_THAT(error_after([&](auto& c) { c.metadata["epochs_done"] = text; }),
                AllOf(StartsWith(checkpoint_.string()), HasSubstr("not a checkpoint")))
        << text;
  }
  for (const char* name : {"weights.network.classifier.bias", "momentum.network/classifier/bias"}) {
    EXPECT_THAT(error_after([&](auto& c) { c.tensors.erase(name); }),
                AllOf(StartsWith(checkpoint_.string()), HasSubstr("is missing")))
        << name;
  }
  write_safetensors(checkpoint_, sound);
  EXPECT_THAT(error(3), AllOf(StartsWith(checkpoint_.string()), HasSubstr("has shape")));
  const std::string bytes = read_bytes(checkpoint_);
  write_bytes(checkpoint_, bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(error(), AllOf(StartsWith(checkpoint_.string()), HasSubstr("truncated")));
}

TEST_F(TrainerTest, ACheckpointThatCannotBeWrittenIsNamed) {
  write_bytes(dir_ / "file", "");
  checkpoint_ = dir_ / "file" / "checkpoint";
  Model model = fresh_model();
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { train(model); }),
              StartsWith(checkpoint_.string()));
}

TEST_F(TrainerTest, FewerImagesThanABatch) {
  TrainOptions options = tiny_options();
  options.batch = kCount + 1;
  Model model = fresh_model();
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train(model, options); }),
              AllOf(HasSubstr("48 training images"), HasSubstr("batch of 49")));
}

}  // namespace
}  // namespace emorec::testing
