// Counting right answers, and shifting them towards rare emotions.
#include <gmock/gmock.h>

#include "stills.h"
#include "support/errors.h"

namespace emorec::testing {
namespace {

/// Answers the emotion whose number is the first pixel's grey value.
class ReadsThePixel : public FrameNetwork {
 public:
  FrameOutputs forward(const ClipTensors& clip) override {
    const auto grey = (clip.faces.select(1, 0).select(1, 0).select(1, 0) * 255).round();
    return {torch::one_hot(grey.to(torch::kInt64), kEmotionCount).to(torch::kFloat32), {}};
  }
};

/// As many chips as answers; a label of −1 is none.
StillChips chips_of(const std::vector<int>& answers, const std::vector<int>& labels) {
  StillChips chips;
  chips.size = 1;
  chips.labels = labels;
  for (const int answer : answers) chips.whole.push_back(static_cast<std::uint8_t>(answer));
  chips.aligned = chips.whole;
  chips.has_face.assign(labels.size(), true);
  chips.votes.resize(labels.size());
  return chips;
}

InputConfig plain_input() {
  InputConfig input;
  input.mean = {0, 0, 0};
  input.std = {1, 1, 1};
  return input;
}

TEST(ScoreStillsTest, ByHand) {
  ReadsThePixel network;
  // Anger: 2 of 3 right. Fear: 0 of 1. Happiness: 1 of 1. The unlabelled one does not count.
  const auto chips = chips_of({0, 0, 1, 3, 3, 5}, {0, 0, 0, 2, 3, -1});
  const auto score = score_stills(network, plain_input(), chips, Framing::kWhole);
  EXPECT_EQ(score.count, 5U);
  EXPECT_NEAR(score.accuracy, 3 / 5.0, 1e-12);
  EXPECT_NEAR(score.mean_recall, (2 / 3.0 + 0 + 1) / 3, 1e-12);
}

TEST(ScoreStillsTest, AlignedChipsCountWhereThereIsAFace) {
  ReadsThePixel network;
  auto chips = chips_of({0, 0, 0, 0}, {0, 0, 1, 1});
  chips.aligned = {0, 1, 1, 0};
  chips.has_face = {true, true, true, false};
  const auto score = score_stills(network, plain_input(), chips, Framing::kAligned);
  EXPECT_EQ(score.count, 3U);
  EXPECT_NEAR(score.accuracy, 2 / 3.0, 1e-12);
  EXPECT_NEAR(score.mean_recall, (0.5 + 1) / 2, 1e-12);
  EXPECT_EQ(score_stills(network, plain_input(), chips, Framing::kWhole).count, 4U);
}

TEST(ScoreStillsTest, MoreThanABatch) {
  ReadsThePixel network;
  std::vector<int> labels(150, 4);
  std::vector<int> answers(150, 4);
  for (int i = 140; i < 150; ++i) answers[i] = 2;
  const auto score =
      score_stills(network, plain_input(), chips_of(answers, labels), Framing::kWhole);
  EXPECT_NEAR(score.accuracy, 140 / 150.0, 1e-12);
}

TEST(ScoreStillsTest, NothingToScore) {
  ReadsThePixel network;
  for (const auto& chips : {chips_of({}, {}), chips_of({1}, {-1})}) {
    const auto score = score_stills(network, plain_input(), chips, Framing::kWhole);
    EXPECT_EQ(score.count, 0U);
    EXPECT_EQ(score.accuracy, 0);
    EXPECT_EQ(score.mean_recall, 0);
  }
}

TEST(AdjustForPriorTest, AddsTheLogOfThePriorsByHand) {
  StillChips chips = chips_of({0, 0}, {0, 1});
  chips.votes = {{0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0}, {0.1, 0.5, 0.1, 0.1, 0.1, 0.1, 0}};
  const EmotionArray prior = {0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0};
  for (const double strength : {0.0, 0.35, 1.0}) {
    const Model model = fresh_model();
    const auto parameters = model.network->named_parameters();
    const auto before = parameters["classifier.bias"].clone();
    const auto weight = parameters["classifier.weight"].clone();
    adjust_for_prior(*model.network, chips, strength);
    for (int c = 0; c < kEmotionCount; ++c) {
      // An emotion that was never seen stays as it is: its prior's logarithm is infinite.
      const double added = prior[c] > 0 ? -strength * std::log(prior[c]) : 0;
      EXPECT_NEAR(parameters["classifier.bias"][c].item<double>(), before[c].item<double>() + added,
                  1e-6)
          << c << " at " << strength;
    }
    EXPECT_TRUE(torch::equal(parameters["classifier.weight"], weight));
  }
}

TEST(TrainOptionsTest, WhatMakesNoSenseIsRefused) {
  EXPECT_NO_THROW(TrainOptions().validate());
  EXPECT_NO_THROW(tiny_options().validate());
  const std::pair<std::function<void(TrainOptions&)>, const char*> cases[] = {
      {[](auto& o) { o.epochs = 0; }, "epochs"},
      {[](auto& o) { o.batch = 1; }, "batch"},
      {[](auto& o) { o.backbone_rate = -1; }, "learning rates"},
      {[](auto& o) { o.head_rate = 0; }, "learning rates"},
      {[](auto& o) { o.weight_decay = -1; }, "weight decay"},
      {[](auto& o) { o.momentum = 0; }, "momentum"},
      {[](auto& o) { o.momentum = 1; }, "momentum"},
      {[](auto& o) { o.warm_up = 0; }, "warm-up"},
      {[](auto& o) { o.warm_up = 1; }, "warm-up"},
      {[](auto& o) { o.attention_penalty = -1; }, "attention penalty"},
      {[](auto& o) { o.aligned_share = 1.5; }, "aligned share"},
      {[](auto& o) { o.small_side = 8; }, "small side"},
      {[](auto& o) { o.small_share = -0.1; }, "small side"},
      {[](auto& o) { o.fer2013_share = -0.1; }, "FER2013"},
      {[](auto& o) { o.threads = 0; }, "threads"}};
  for (const auto& [change, expected] : cases) {
    TrainOptions options;
    change(options);
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }),
                ::testing::HasSubstr(expected));
  }
}

}  // namespace
}  // namespace emorec::testing
