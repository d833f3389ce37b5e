// Runs of a few steps on synthetic clips.
#include <gmock/gmock.h>

#include "emorec/nn/architectures.h"
#include "emorec/train/temperature.h"

#include "chips.h"
#include "support/errors.h"
#include "support/labels.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
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

NamedScore score_of(const Model& model, const ChipSet& chips) {
  return score_clips(*model.network, model.config.pooling, model.config.views, chips,
                     all_of(chips).clips, Framing::kAligned);
}

class TrainerTest : public ::testing::Test {
 protected:
  void SetUp() override { at::set_num_threads(1); }

  /// Trains to the end, or until the observer asks to stop.
  std::vector<EpochReport> train_on(const ChipSet& chips, Model& model,
                                    const TrainOptions& options = tiny_options(),
                                    const TrainObserver& observer = {}) {
    std::vector<EpochReport> reports;
    TrainObserver watching = observer;
    watching.on_epoch = [&](const EpochReport& report, bool resumed) {
      if (!resumed) reports.push_back(report);
      if (observer.on_epoch) observer.on_epoch(report, resumed);
    };
    train(model, {chips, all_of(chips), {all_of(chips)}}, options, Device::kCpu, checkpoint_,
          *cancel_, watching);
    return reports;
  }

  Model trained(const TrainOptions& options = tiny_options(), std::uint64_t model_seed = 1) {
    Model model = fresh_model(model_seed);
    train_on(clips_, model, options);
    return model;
  }

  /// From the beginning, and on without interruption.
  Model trained_anew(const TrainOptions& options) {
    std::filesystem::remove(checkpoint_);
    return trained(options);
  }

  /// Starts a run and stops it through `observer`, which requests it.
  void interrupt(const TrainOptions& options, const TrainObserver& observer) {
    Model model = fresh_model();
    EXPECT_THAT(
        error_of(ErrorKind::kCancelled, [&] { train_on(clips_, model, options, observer); }),
        HasSubstr("stopped"));
    cancel_ = std::make_unique<CancelToken>();
  }

  const ChipSet clips_ = make_clips(kCount);
  TempDir dir_;
  std::filesystem::path checkpoint_ = dir_ / "checkpoint.safetensors";
  std::unique_ptr<CancelToken> cancel_ = std::make_unique<CancelToken>();
};

TEST_F(TrainerTest, LearnsWhatIsEasy) {
  TrainOptions options = tiny_options();
  options.epochs = 6;
  options.small_share = 0;
  Model model = fresh_model();
  const auto reports = train_on(clips_, model, options);
  ASSERT_EQ(reports.size(), 6U);
  EXPECT_LT(reports.back().loss, 0.75 * reports.front().loss);
  ASSERT_EQ(reports.back().scores.size(), 1U);
  EXPECT_EQ(reports.back().scores[0].name, "all");
  EXPECT_GT(reports.back().scores[0].war, 0.9);
  EXPECT_EQ(reports.back().scores[0].count, kCount);
  EXPECT_FALSE(model.network->is_training());
  // The model that is handed back is the one that the last report is about.
  EXPECT_EQ(score_of(model, clips_).war, reports.back().scores[0].war);
}

TEST_F(TrainerTest, LearnsWithEveryOptionOn) {
  const ChipSet clips = make_clips(kCount, 3, /*channels=*/3);
  TrainOptions options = tiny_options();
  options.epochs = 8;
  options.frames = 4;
  options.small_share = 0;
  options.optimizer = "adamw";
  options.schedule = "cosine";
  options.backbone_rate = options.head_rate = 0.003;
  options.weight_decay = 0.01;
  options.bfloat16 = true;
  options.attention_penalty = 0.1;
  options.balance = 0.5;
  options.label_smoothing = 0.1;
  options.mixup = 0.1;
  options.average = 0.8;
  options.patience = 8;
  options.augmentation.noise = options.augmentation.compression = 0.1;
  Model model = fresh_model();
  const auto reports = train_on(clips, model, options);
  EXPECT_LT(reports.back().loss, 0.9 * reports.front().loss);
  EXPECT_GT(score_of(model, clips).war, 0.9);
  for (const auto& parameter : model.network->parameters()) {
    EXPECT_EQ(parameter.dtype(), torch::kFloat32);
    EXPECT_TRUE(torch::isfinite(parameter).all().item<bool>());
  }
}

/// Clips of two frames, a dark one and a bright one: anger if the dark one is first, else fear.
ChipSet clips_told_apart_by_order(int count) {
  constexpr std::uint8_t kGreys[] = {40, 220};
  ChipSet chips;
  chips.size = kSide;
  for (int i = 0; i < count; ++i) {
    LabelledClip clip;
    clip.label = i % 2 == 0 ? kAnger : kFear;
    clip.target = only(*clip.label);
    clip.first = chips.frame_count();
    clip.frames = 2;
    for (const int frame : {0, 1}) {
      const auto grey = static_cast<std::uint8_t>(kGreys[(i + frame) % 2] + i % 16);
      chips.aligned.insert(chips.aligned.end(), kSide * kSide, grey);
      chips.has_face.push_back(true);
    }
    chips.clips.push_back(clip);
  }
  return chips;
}

TEST_F(TrainerTest, OnlyAnLstmLearnsTheOrderOfFrames) {
  const ChipSet clips = clips_told_apart_by_order(kCount);
  TrainOptions options = tiny_options();
  options.epochs = 8;
  options.frames = 2;
  options.small_share = 0;
  options.optimizer = "adamw";
  options.backbone_rate = options.head_rate = 0.003;
  for (const auto pooling : {Pooling::kSoftmax, Pooling::kStats, Pooling::kLstm}) {
    std::filesystem::remove(checkpoint_);
    Model model = fresh_model(1, 2, pooling);
    const double war = train_on(clips, model, options).back().scores[0].war;
    if (pooling == Pooling::kLstm) {
      EXPECT_GT(war, 0.95);
    } else {
      EXPECT_LT(war, 0.75) << name(pooling);
    }
  }
}

TEST_F(TrainerTest, EveryPoolingLearnsWhatIsEasyAndIsCalibrated) {
  const ChipSet clips = make_clips(kCount, 3);
  ChipSet doubtful = clips;  // right answers are wrong for every fifth
  for (std::size_t i = 0; i < doubtful.clips.size(); i += 5) {
    doubtful.clips[i].label = kSadness;
  }
  TrainOptions options = tiny_options();
  options.epochs = 6;
  options.frames = 2;
  options.small_share = 0;
  for (const auto pooling : {Pooling::kMean, Pooling::kMax, Pooling::kStats, Pooling::kLstm}) {
    std::filesystem::remove(checkpoint_);
    Model model = fresh_model(1, 2, pooling);
    const auto reports = train_on(clips, model, options);
    EXPECT_GT(reports.back().scores[0].war, 0.9) << name(pooling);
    model.config.prior.assign(kLabelCount, 1.0 / kLabelCount);
    EXPECT_TRUE(calibrate(model, doubtful, all_of(doubtful).clips, "clips"));
    const auto answered = answer_clips(*model.network, pooling, model.config.views, doubtful,
                                       all_of(doubtful).clips, Framing::kAligned);
    EXPECT_EQ(answered[0].logits.size(0), 1) << name(pooling);
    EXPECT_NEAR(fit_temperature(answered), 1, 0.02) << name(pooling);
    const Distribution expected = expected_shares(answered, 1, model.config.prior);
    for (int c = 0; c < kLabelCount; ++c) {
      EXPECT_NEAR(model.config.prior[c], expected[c], 1e-5) << name(pooling);
    }
  }
}

TEST_F(TrainerTest, ADataSetsConventionNeedsAClassifierOfFrames) {
  TrainOptions options = tiny_options();
  options.source_share = 0.5;
  Model model = fresh_model(1, 2, Pooling::kLstm);
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train_on(clips_, model, options); }),
              HasSubstr("lstm"));
}

TEST_F(TrainerTest, EveryBackboneLearnsInBfloat16) {
  TrainOptions options = tiny_options();
  options.epochs = 1;
  options.batch = 4;
  options.small_share = 0;
  options.bfloat16 = true;
  options.weight_decay = 0;  // would change weights that no gradient reaches
  const ChipSet clips = make_clips(options.batch);
  for (const auto& backbone : backbone_names()) {
    Model model = fresh_model();
    model.config.backbone = backbone;
    model.network = make_network(model.config);
    const auto before = tensors_of(*model.network);
    checkpoint_ = dir_ / backbone;
    train_on(clips, model, options);
    for (const auto& [name, tensor] : tensors_of(*model.network)) {
      if (name.rfind("backbone.", 0) != 0) continue;
      EXPECT_FALSE(tensor.bytes == before.at(name).bytes) << backbone << ": " << name;
    }
  }
}

TEST_F(TrainerTest, EachDataSetsConventionIsLearntAndTheirMeanMixedIntoTheAnswer) {
  // Two small data sets agree; the third, larger than both, calls happiness surprise.
  ChipSet clips = clips_;
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    LabelledClip& clip = clips.clips[i];
    clip.source = std::min<std::size_t>(i / 3 % 5, 2);
    if (clip.source < 2 || clip.label != kHappiness) continue;
    std::swap(clip.target[kHappiness.index], clip.target[kSurprise.index]);
  }
  TrainOptions options = tiny_options();
  options.epochs = 24;
  options.small_share = 0;
  options.source_share = 1;
  Model model = fresh_model();
  const double shared = train_on(clips, model, options).back().scores[0].war;
  EXPECT_LT(shared, 0.85);  // happiness is answered as the largest calls it
  EXPECT_GT(score_of(model, clips_).war, 0.9);
}

TEST_F(TrainerTest, StillsAreScoredInBothFramings) {
  ChipSet clips = clips_;
  clips.whole = clips.aligned;
  std::fill_n(clips.aligned.begin(), clips.chip_bytes(), 0);
  clips.has_face[0] = false;
  Model model = fresh_model();
  const auto scores = train_on(clips, model).back().scores;
  EXPECT_THAT(scores, ElementsAre(Field(&NamedScore::name, "all"),
                                  Field(&NamedScore::name, "all, aligned")));
  EXPECT_EQ(scores[0].count, kCount);
  EXPECT_EQ(scores[1].count, kCount - 1);
}

TEST_F(TrainerTest, TheSameSeedGivesTheSameWeights) {
  TrainOptions options = tiny_options();
  const Model first = trained(options);
  EXPECT_TRUE(same_weights(trained_anew(options), first));
  options.seed = 2;
  EXPECT_FALSE(same_weights(trained_anew(options), first));
}

TEST_F(TrainerTest, ABackboneWithoutALearningRateStaysAsItIs) {
  TrainOptions options = tiny_options();
  options.backbone_rate = 0;
  const Model before = fresh_model();
  const Model after = trained(options);
  const auto old_values = before.network->named_parameters();
  for (const auto& item : after.network->named_parameters()) {
    const bool of_backbone = item.key().rfind("backbone.", 0) == 0;
    EXPECT_EQ(torch::equal(item.value(), old_values[item.key()]), of_backbone) << item.key();
  }
  const auto old_statistics = before.network->named_buffers();
  for (const auto& item : after.network->named_buffers()) {
    if (item.key().rfind("backbone.", 0) != 0) continue;
    EXPECT_TRUE(torch::equal(item.value(), old_statistics[item.key()])) << item.key();
  }
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
  const auto reports = train_on(clips_, model, tiny_options(), observer);
  ASSERT_EQ(steps.size(), 12U);
  EXPECT_EQ(steps.front(), (std::pair<int, std::int64_t>{1, 1}));
  EXPECT_EQ(steps[6], (std::pair<int, std::int64_t>{2, 1}));
  EXPECT_EQ(steps.back(), (std::pair<int, std::int64_t>{2, 6}));
  EXPECT_EQ(reports.at(0).epoch, 1);
  EXPECT_EQ(reports.at(1).epoch, 2);
}

TEST_F(TrainerTest, AStoppedRunContinuesToTheResultOfAnUndisturbedOne) {
  TrainOptions sgd = tiny_options();
  sgd.epochs = 3;
  sgd.augmentation.noise = 0.1;
  TrainOptions adamw = sgd;
  adamw.optimizer = "adamw";
  adamw.average = 0.9;
  adamw.patience = 3;
  adamw.mixup = 0.2;
  for (const auto& options : {sgd, adamw}) {
    const Model undisturbed = trained_anew(options);
    struct {
      const char* what;
      TrainObserver observer;
      int first_epoch;  // after resuming
    } const cases[] = {
        {"between two epochs",
         {{},
          [this](const EpochReport& r, bool) {
            if (r.epoch == 1) cancel_->request();
          }},
         2},
        {"within an epoch",
         {[this](int epoch, std::int64_t done, std::int64_t, double) {
            if (epoch == 3 && done == 4) cancel_->request();
          },
          {}},
         3},
        {"after the first step",
         {[this](int, std::int64_t, std::int64_t, double) { cancel_->request(); }, {}},
         1}};
    for (const auto& item : cases) {
      std::filesystem::remove(checkpoint_);
      interrupt(options, item.observer);
      // Another process starts over: what is not in the checkpoint is gone.
      Model resumed = fresh_model(77);
      const auto reports = train_on(clips_, resumed, options);
      ASSERT_FALSE(reports.empty()) << item.what;
      EXPECT_EQ(reports.front().epoch, item.first_epoch) << item.what;
      EXPECT_TRUE(same_weights(resumed, undisturbed)) << item.what << ", " << options.optimizer;
    }
  }
}

TEST_F(TrainerTest, AFinishedRunGivesItsResultAndItsReportsAgain) {
  const Model first = trained();
  Model again = fresh_model(5);
  std::vector<bool> resumed;
  TrainObserver observer;
  observer.on_epoch = [&](const EpochReport&, bool was_resumed) { resumed.push_back(was_resumed); };
  EXPECT_TRUE(train_on(clips_, again, tiny_options(), observer).empty());
  EXPECT_THAT(resumed, ElementsAre(true, true));
  EXPECT_TRUE(same_weights(again, first));
}

TEST_F(TrainerTest, PatienceEndsARunThatGetsNoBetterAndKeepsItsBest) {
  TrainOptions options = tiny_options();
  options.epochs = 30;
  options.patience = 2;
  options.backbone_rate = 0;
  options.head_rate = 1e-12;  // nothing is learnt
  Model model = fresh_model();
  EXPECT_LT(train_on(clips_, model, options).size(), 30U);

  options.epochs = 4;
  options.patience = 4;
  options.schedule = "cosine";
  options.head_rate = 0.05;
  std::filesystem::remove(checkpoint_);
  Model best = fresh_model();
  const auto reports = train_on(clips_, best, options);
  double most = 0;
  for (const auto& report : reports) {
    most = std::max(most, report.scores[0].war + report.scores[0].uar);
  }
  const auto score = score_of(best, clips_);
  EXPECT_NEAR(score.war + score.uar, most, 1e-12);
}

TEST_F(TrainerTest, ACheckpointOfOtherOptionsIsRefusedByName) {
  trained();
  TrainOptions options = tiny_options();
  options.head_rate *= 2;
  options.augmentation.noise = 0.5;
  Model model = fresh_model();
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train_on(clips_, model, options); }),
              AllOf(StartsWith(checkpoint_.string()), HasSubstr("--head-rate, --noise")));

  Model other = fresh_model(1, 2, Pooling::kMean);  // has the same shape
  other.config.dropout = 0.5;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train_on(clips_, other); }),
              HasSubstr("other options (--dropout, --pooling)"));

  Model wider = fresh_model(1, 3);
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train_on(clips_, wider); }),
              HasSubstr("other options (--heads)"));
}

TEST_F(TrainerTest, ADamagedCheckpointIsRefused) {
  trained();
  const Safetensors sound = read_safetensors(checkpoint_);
  const auto error = [&] {
    Model model = fresh_model();
    return error_of(ErrorKind::kModel, [&] { train_on(clips_, model); });
  };
  const auto error_after = [&](const std::function<void(Safetensors&)>& change) {
    Safetensors content = sound;
    change(content);
    write_safetensors(checkpoint_, content);
    return error();
  };
  EXPECT_EQ(error_after([](auto&) {}), "NO ERROR");
  EXPECT_THAT(error_after([](auto& c) { c.metadata.clear(); }), HasSubstr("not a checkpoint"));
  for (const char* text : {"", "many", "{}", "[1]", "{\"epochs_done\": -1}"}) {
    EXPECT_THAT(error_after([&](auto& c) { c.metadata["progress"] = text; }),
                AllOf(StartsWith(checkpoint_.string()), HasSubstr("not a checkpoint")))
        << text;
  }
  for (const char* name :
       {"weights.network.classifier.bias", "optimizer.network/classifier/bias"}) {
    EXPECT_THAT(error_after([&](auto& c) { c.tensors.erase(name); }),
                AllOf(StartsWith(checkpoint_.string()), HasSubstr("is missing")))
        << name;
  }
  EXPECT_THAT(error_after([](auto& c) {
                auto& bias = c.tensors.at("weights.network.classifier.bias");
                bias.shape = {1, bias.shape[0]};
              }),
              AllOf(StartsWith(checkpoint_.string()), HasSubstr("has shape")));
  write_safetensors(checkpoint_, sound);
  const std::string bytes = read_bytes(checkpoint_);
  write_bytes(checkpoint_, bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(error(), AllOf(StartsWith(checkpoint_.string()), HasSubstr("truncated")));
}

TEST_F(TrainerTest, ACheckpointThatCannotBeWrittenIsNamed) {
  write_bytes(dir_ / "file", "");
  checkpoint_ = dir_ / "file" / "checkpoint";
  Model model = fresh_model();
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { train_on(clips_, model); }),
              StartsWith(checkpoint_.string()));
}

TEST_F(TrainerTest, FewerClipsThanABatch) {
  TrainOptions options = tiny_options();
  options.batch = kCount + 1;
  Model model = fresh_model();
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train_on(clips_, model, options); }),
              AllOf(HasSubstr("48 training clips"), HasSubstr("batch of 49")));
}

}  // namespace
}  // namespace emorec::testing
