// Networks of a face and its context, on synthetic stills whose label one of the two tells.
#include <gmock/gmock.h>

#include "emorec/nn/architectures.h"
#include "emorec/train/context_crops.h"

#include "chips.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kContextHeight = 36;
constexpr int kContextWidth = 44;

/// Contexts are bright above, below or in the middle, as the faces of `make_clips` are; `told_by`
/// says what the label goes by: the other is the same in all stills.
enum class ToldBy { kFace, kContext };
ChipSet make_scenes(int count, ToldBy told_by) {
  ChipSet chips = make_clips(count, 1, /*channels=*/3);
  chips.context = {kContextHeight, kContextWidth, 3, {}};
  for (int i = 0; i < count; ++i) {
    const int kind = told_by == ToldBy::kContext ? i % 3 : 0;
    for (int value = 0; value < kContextHeight * kContextWidth * 3; ++value) {
      const int y = value / 3 / kContextWidth * kSide / kContextHeight;
      chips.context.bytes.push_back(pattern(kind, y, value * 7 + i));
    }
  }
  if (told_by == ToldBy::kContext) std::fill(chips.aligned.begin(), chips.aligned.end(), 90);
  return chips;
}

Model fresh_glamor() {
  torch::manual_seed(1);
  ModelConfig config = glamor_config();
  config.dropout = 0;
  config.views[0].size = kSide;
  config.views[1].size = kSide;
  config.views[1].scaled_to = {{kContextHeight, kContextWidth}};
  Model model{config, make_network(config)};
  for (const auto& module : model.network->modules()) {  // GLAMOR-Net's averages take 300 steps
    if (auto* norm = module->as<torch::nn::BatchNorm2d>()) norm->options.momentum(0.2);
  }
  return model;
}

TrainOptions options_of(int epochs, int apart) {
  TrainOptions options = tiny_options();
  options.epochs = epochs;
  options.apart_epochs = apart;
  options.small_share = 0;
  options.backbone_rate = options.head_rate = 0.01;
  options.augmentation = AugmentationOptions::none();
  return options;
}

class ContextTraining : public ::testing::Test {
 protected:
  void SetUp() override { at::set_num_threads(1); }

  void train_on(const ChipSet& chips, Model& model, const TrainOptions& options,
                const TrainObserver& observer = {}) {
    train(model, {chips, all_of(chips), {all_of(chips)}}, options, Device::kCpu,
          dir_ / "checkpoint.safetensors", *cancel_, observer);
  }

  static NamedScore score_of(const Model& model, const ChipSet& chips) {
    return score_clips(*model.network, model.config.pooling, model.config.views, chips,
                       all_of(chips).clips, Framing::kAligned);
  }

  TempDir dir_;
  std::unique_ptr<CancelToken> cancel_ = std::make_unique<CancelToken>();
};

TEST_F(ContextTraining, LearnsFromWhicheverTellsTheLabel) {
  for (const auto told_by : {ToldBy::kFace, ToldBy::kContext}) {
    std::filesystem::remove(dir_ / "checkpoint.safetensors");
    const ChipSet scenes = make_scenes(48, told_by);
    Model model = fresh_glamor();
    train_on(scenes, model, options_of(8, 4));
    EXPECT_GT(score_of(model, scenes).war, 0.9);
    // Without what tells it, it is lost.
    ChipSet blind = scenes;
    auto& told = told_by == ToldBy::kFace ? blind.aligned : blind.context.bytes;
    std::fill(told.begin(), told.end(), 90);
    EXPECT_LT(score_of(model, blind).war, 0.5);
  }
}

/// While backbones learn apart, what joins them stays as it is; afterwards it learns too.
TEST_F(ContextTraining, ApartNothingButTheBackbonesLearns) {
  const ChipSet scenes = make_scenes(24, ToldBy::kContext);
  Model model = fresh_glamor();
  const auto before = tensors_of(*model.network);
  std::map<std::string, TensorData> between;
  TrainObserver observer;
  observer.on_epoch = [&](const EpochReport& report, bool) {
    if (report.epoch == 1) between = tensors_of(*model.network);
  };
  train_on(scenes, model, options_of(2, 1), observer);
  const auto after = tensors_of(*model.network);
  for (const char* name : {"backbone.blocks.0.weight", "context_backbone.blocks.0.weight"}) {
    EXPECT_NE(before.at(name).bytes, between.at(name).bytes) << name;
  }
  for (const char* name : {"joined.weight", "classifier.weight", "attention.hidden.weight"}) {
    EXPECT_EQ(before.at(name).bytes, between.at(name).bytes) << name;
    EXPECT_NE(between.at(name).bytes, after.at(name).bytes) << name;
  }
}

TEST_F(ContextTraining, ARunThatWasStoppedEndsLikeOneThatWasNot) {
  const ChipSet scenes = make_scenes(24, ToldBy::kContext);
  const TrainOptions options = options_of(3, 2);
  Model whole = fresh_glamor();
  train_on(scenes, whole, options);
  std::filesystem::remove(dir_ / "checkpoint.safetensors");
  TrainObserver observer;
  observer.on_step = [&](int epoch, std::int64_t done, std::int64_t, double) {
    if (epoch == 2 && done == 2) cancel_->request();
  };
  Model stopped = fresh_glamor();
  EXPECT_THAT(
      error_of(ErrorKind::kCancelled, [&] { train_on(scenes, stopped, options, observer); }),
      HasSubstr("stopped"));
  cancel_ = std::make_unique<CancelToken>();
  Model resumed = fresh_glamor();
  train_on(scenes, resumed, options);
  for (const auto& [name, tensor] : tensors_of(*whole.network)) {
    EXPECT_EQ(tensor.bytes, tensors_of(*resumed.network).at(name).bytes) << name;
  }
}

TEST_F(ContextTraining, ANetworkOfOneViewHasNothingToLearnApart) {
  const ChipSet chips = make_clips(24);
  Model model = fresh_model();
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { train_on(chips, model, options_of(3, 1)); }),
              HasSubstr("--apart-epochs"));
}

TEST(ContextCrops, AreOfOnePlaceInAllFramesOfAClip) {
  const auto rows = torch::arange(kContextHeight).view({1, -1, 1, 1});
  const auto columns = torch::arange(kContextWidth).view({1, 1, -1, 1});
  const auto places =
      torch::cat(
          {rows.expand({1, -1, kContextWidth, 1}), columns.expand({1, kContextHeight, -1, 1})}, 3)
          .to(torch::kUInt8);
  const auto contexts = places.expand({8, -1, -1, -1}).contiguous();
  torch::manual_seed(2);
  const auto crops = random_crops(contexts, /*frames=*/2, kSide) * 255;
  ASSERT_EQ(crops.sizes(), (std::vector<std::int64_t>{8, 2, kSide, kSide}));
  const auto corners = crops.select(3, 0).select(2, 0);  // 8×2: row and column
  bool differ = false;
  for (int clip = 0; clip < 4; ++clip) {
    EXPECT_LT(distance(corners[2 * clip], corners[2 * clip + 1]), 1e-4);
    EXPECT_LE(corners[2 * clip][0].item<double>(), kContextHeight - kSide + 1e-4);
    EXPECT_LE(corners[2 * clip][1].item<double>(), kContextWidth - kSide + 1e-4);
    differ |= distance(corners[0], corners[2 * clip]) > 0.5;
  }
  EXPECT_TRUE(differ);
  const auto middle = middle_crops(contexts, kSide) * 255;
  EXPECT_NEAR(middle[0][0][0][0].item<double>(), 2, 1e-4);
  EXPECT_NEAR(middle[0][1][0][0].item<double>(), 6, 1e-4);
}

}  // namespace
}  // namespace emorec::testing
