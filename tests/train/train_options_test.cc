// What a run may be told, how its rate goes, and which clips and frames it sees.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "emorec/train/hold_out.h"

#include "chips.h"
#include "clip_sampler.h"
#include "schedule.h"
#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;

TEST(TrainOptionsTest, WhatMakesNoSenseIsRefused) {
  EXPECT_NO_THROW(TrainOptions().validate());
  EXPECT_NO_THROW(TrainOptions::paper().validate());
  const std::pair<std::function<void(TrainOptions&)>, const char*> cases[] = {
      {[](auto& o) { o.epochs = 0; }, "epochs"},
      {[](auto& o) { o.frames = 0; }, "frames"},
      {[](auto& o) { o.batch = 1; }, "batch"},
      {[](auto& o) { o.optimizer = "adam"; }, "sgd or adamw"},
      {[](auto& o) { o.backbone_rate = -1; }, "learning rates"},
      {[](auto& o) { o.head_rate = 0; }, "learning rates"},
      {[](auto& o) { o.weight_decay = -1; }, "weight decay"},
      {[](auto& o) { o.momentum = 0; }, "momentum"},
      {[](auto& o) { o.momentum = 1; }, "momentum"},
      {[](auto& o) { o.schedule = "linear"; }, "one-cycle, cosine or steps"},
      {[](auto& o) { o.warm_up = 0; }, "warm-up"},
      {[](auto& o) { o.warm_up = 1; }, "warm-up"},
      {[](auto& o) { o.period = 0; }, "period"},
      {[](auto& o) { o.attention_penalty = -1; }, "attention penalty"},
      {[](auto& o) { o.source_share = -0.1; }, "sources' share"},
      {[](auto& o) { o.source_share = o.mixup = 0.5; }, "mixup"},
      {[](auto& o) { o.balance = -0.1; }, "balance"},
      {[](auto& o) { o.label_smoothing = 1; }, "label smoothing"},
      {[](auto& o) { o.mixup = -1; }, "mixup"},
      {[](auto& o) { o.average = 1; }, "average"},
      {[](auto& o) { o.patience = -1; }, "patience"},
      {[](auto& o) { o.aligned_share = 1.5; }, "aligned share"},
      {[](auto& o) { o.small_side = 8; }, "small side"},
      {[](auto& o) { o.small_share = -0.1; }, "small side"}};
  for (const auto& [change, expected] : cases) {
    TrainOptions options;
    change(options);
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }),
                ::testing::HasSubstr(expected));
  }
}

TEST(TrainOptionsTest, JsonNamesThem) {
  TrainOptions options;
  options.seed = 7;
  options.augmentation.noise = 0.125;
  const auto json = nlohmann::json::parse(to_json(options));
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["noise"], 0.125);
  EXPECT_EQ(json["optimizer"], "sgd");
}

TEST(ScheduleTest, OneCycleRisesAndFalls) {
  TrainOptions options;
  options.epochs = 10;
  options.warm_up = 0.2;
  EXPECT_NEAR(rate_factor(0, options), 0.04, 1e-12);
  EXPECT_NEAR(rate_factor(1, options), 0.52, 1e-12);  // half-way up, half of a cosine
  EXPECT_NEAR(rate_factor(2, options), 1, 1e-3);
  EXPECT_NEAR(rate_factor(6, options), 0.5, 1e-3);
  EXPECT_NEAR(rate_factor(10, options), 0, 1e-3);
}

TEST(ScheduleTest, CosineRestartsAfterPeriodsThatDouble) {
  TrainOptions options;
  options.schedule = "cosine";
  options.period = 5;
  for (const double start : {0.0, 5.0, 15.0}) EXPECT_NEAR(rate_factor(start, options), 1, 1e-3);
  for (const double end : {4.999, 14.999}) EXPECT_NEAR(rate_factor(end, options), 0, 1e-3);
  EXPECT_NEAR(rate_factor(2.5, options), 0.5, 1e-3);
  EXPECT_NEAR(rate_factor(10, options), 0.5, 1e-3);
}

TEST(HoldOutTest, KeepsGroupsTogetherAndLabelsInProportion) {
  ChipSet chips;
  for (int i = 0; i < 700; ++i) {
    LabelledClip clip;
    clip.name = "clip" + std::to_string(i);
    clip.label = Label{static_cast<std::size_t>(i % 100 == 0 ? 1
                                                : i % 2 == 0 ? 3
                                                             : 4)};  // 7, 343, 350
    clip.group = i < 600 ? "person" + std::to_string(i / 6) : "";
    chips.clips.push_back(clip);
  }
  const HoldOut split = hold_out(chips, all_of(chips).clips, 0.2);
  EXPECT_EQ(split.train.size() + split.held_out.size(), 700U);
  std::map<std::string, int> sides;
  std::map<Label, double> held_out;
  for (const auto i : split.train) sides[chips.clips[i].group] |= 1;
  for (const auto i : split.held_out) {
    sides[chips.clips[i].group] |= 2;
    held_out[*chips.clips[i].label] += 1;
  }
  for (const auto& [group, side] : sides) {
    EXPECT_TRUE(group.empty() || side != 3) << group;
  }
  EXPECT_EQ(sides[""], 3);
  EXPECT_NEAR(held_out[kHappiness], 0.2 * 343, 4);
  EXPECT_NEAR(held_out[kNeutral], 0.2 * 350, 4);
  EXPECT_GE(held_out[kDisgust], 1);
  EXPECT_LE(held_out[kDisgust], 3);
}

TEST(HoldOutTest, DoesNotDependOnTheOrderOfTheClips) {
  const ChipSet chips = make_clips(60);
  auto clips = all_of(chips).clips;
  const auto forwards = hold_out(chips, clips, 0.25);
  std::reverse(clips.begin(), clips.end());
  const auto backwards = hold_out(chips, clips, 0.25);
  EXPECT_EQ(forwards.held_out, backwards.held_out);
  EXPECT_EQ(forwards.train, backwards.train);
}

TEST(ClipSamplerTest, AnEpochSeesEachClipOnce) {
  const ChipSet chips = make_clips(30);
  const ClipSampler sampler({chips, {"some", {3, 5, 7, 9}}, {}}, TrainOptions());
  const auto order = std::get<0>(sampler.order().sort());
  EXPECT_TRUE(torch::equal(order, torch::tensor(std::vector<std::int64_t>{3, 5, 7, 9})));
}

TEST(ClipSamplerTest, BalanceDrawsEachLabelAlike) {
  ChipSet chips = make_clips(2000);
  for (int i = 0; i < 1900; ++i) chips.clips[i].label = kNeutral;
  for (int i = 1900; i < 2000; ++i) chips.clips[i].label = kFear;
  TrainOptions options;
  options.balance = 1;
  torch::manual_seed(1);
  const auto order = ClipSampler({chips, all_of(chips), {}}, options).order();
  EXPECT_EQ(order.size(0), 2000);
  EXPECT_NEAR((order >= 1900).to(torch::kFloat32).mean().item<double>(), 0.5, 0.05);
}

TEST(ClipSamplerTest, FramesAreDrawnInOrderAndRepeatedWhereAClipIsShort) {
  ChipSet chips = make_clips(2, 6);
  chips.clips[1].frames = 2;
  TrainOptions options;
  options.frames = 4;
  const ClipSampler sampler({chips, all_of(chips), {}}, options);
  torch::manual_seed(3);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 50; ++i) {
    const auto frames = sampler.frames_of(torch::tensor(std::vector<std::int64_t>{0, 1}));
    ASSERT_EQ(frames.size(0), 8);
    const std::vector<std::int64_t> drawn(frames.data_ptr<std::int64_t>(),
                                          frames.data_ptr<std::int64_t>() + 8);
    // Strictly rising within the long clip, and all of the short one in its own two frames.
    for (int k = 1; k < 4; ++k) EXPECT_LT(drawn[k - 1], drawn[k]);
    for (int k = 4; k < 8; ++k) EXPECT_THAT(drawn[k], ::testing::AnyOf(6, 7));
    seen.insert(drawn.begin(), drawn.end());
  }
  EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

}  // namespace
}  // namespace emorec::testing
