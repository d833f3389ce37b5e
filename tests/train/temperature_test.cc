#include "emorec/train/temperature.h"

#include <cmath>

#include <gtest/gtest.h>

#include "emorec/nn/temporal_pooling.h"

#include "chips.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

/// Stills whose truth is drawn from the softmax of their logits: perfectly calibrated at 1.
std::vector<AnsweredClip> calibrated_stills(int count) {
  torch::manual_seed(5);
  std::vector<AnsweredClip> clips;
  for (int i = 0; i < count; ++i) {
    const auto logits = 2 * torch::randn({1, kLabelCount});
    const auto truth = torch::multinomial(torch::softmax(logits[0], 0), 1).item<int>();
    clips.push_back({Label{static_cast<std::size_t>(truth)}, logits});
  }
  return clips;
}

void scale(std::vector<AnsweredClip>& clips, double factor) {
  for (auto& clip : clips) clip.logits = clip.logits * factor;
}

TEST(TemperatureTest, FindsByHowMuchLogitsAreTooLargeOrTooSmall) {
  for (const double factor : {0.4, 1.0, 3.0}) {
    auto clips = calibrated_stills(1500);
    scale(clips, factor);
    EXPECT_NEAR(fit_temperature(clips) / factor, 1, 0.08) << factor;
    EXPECT_LT(*calibration_at(clips, factor).expected_error(), 0.05);
    EXPECT_LT(*cross_fitted_calibration(clips).expected_error(), 0.05);
    EXPECT_EQ(cross_fitted_calibration(clips).count(), 1500);
  }
  auto sure = calibrated_stills(1500);
  scale(sure, 3);
  EXPECT_GT(*calibration_at(sure, 1).expected_error(), 0.1);
}

TEST(TemperatureTest, TheLossIsLeastAtTheTemperatureForClipsToo) {
  torch::manual_seed(1);
  std::vector<AnsweredClip> clips;
  for (int i = 0; i < 60; ++i) {
    clips.push_back({Label{static_cast<std::size_t>(i % kLabelCount)},
                     3 * torch::randn({5, kLabelCount}) +
                         2 * torch::one_hot(torch::tensor(i % kLabelCount), kLabelCount)});
  }
  const double best = fit_temperature(clips);
  const auto loss = [&](double t) { return *calibration_at(clips, t).log_loss(); };
  for (const double other : {best * 0.9, best * 1.1, 0.2, 8.0}) {
    EXPECT_LT(loss(best), loss(other)) << other;
  }
}

TEST(TemperatureTest, ProbabilitiesAreThoseOfTemporalPooling) {
  torch::manual_seed(3);
  std::vector<AnsweredClip> clips;
  for (int i = 0; i < 40; ++i) {
    clips.push_back({Label{static_cast<std::size_t>(i % kLabelCount)},
                     300 * torch::randn({1 + i % 4, kLabelCount})});
  }
  for (const double temperature : {0.1, 150.0}) {  // the first would overflow without care
    double squares = 0;
    for (const auto& clip : clips) {
      const auto logits = clip.logits.to(torch::kFloat64) / temperature;
      const auto right =
          torch::one_hot(torch::tensor(static_cast<std::int64_t>(clip.truth.index)), kLabelCount);
      squares += (clip_log_probabilities(logits).exp() - right).pow(2).sum().item<double>();
    }
    EXPECT_NEAR(*calibration_at(clips, temperature).brier_score(), squares / 40, 1e-12);
  }
}

TEST(TemperatureTest, WhatIsExpectedIsTheMeanAnswer) {
  // By hand: log 1, 2, 5 and four emotions that are out of the question; at temperature 0.5 the
  // probabilities are as 1, 4 and 25.
  const float none = -1000;
  const auto clip = [&](double a, double b, double c) {
    return AnsweredClip{
        kAnger, torch::tensor({{static_cast<float>(std::log(a)), static_cast<float>(std::log(b)),
                                static_cast<float>(std::log(c)), none, none, none, none}})};
  };
  const std::vector<AnsweredClip> clips = {clip(1, 2, 5), clip(1, 1, 1)};
  const Distribution learnt = {0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1};
  const auto shares = expected_shares(clips, 0.5, learnt);
  EXPECT_NEAR(shares[0], (1 / 30.0 + 1 / 3.0) / 2, 1e-6);
  EXPECT_NEAR(shares[1], (4 / 30.0 + 1 / 3.0) / 2, 1e-6);
  EXPECT_NEAR(shares[2], (25 / 30.0 + 1 / 3.0) / 2, 1e-6);
  EXPECT_EQ(shares[3], 0);

  const Distribution never_angry = {0, 0.5, 0.5, 0, 0, 0, 0};
  const auto others = expected_shares(clips, 0.5, never_angry);
  EXPECT_EQ(others[0], 0);
  EXPECT_NEAR(others[1] + others[2], 1, 1e-12);
  EXPECT_NEAR(others[1] / others[2], (4 / 30.0 + 1 / 3.0) / (25 / 30.0 + 1 / 3.0), 1e-6);
  EXPECT_EQ(expected_shares({}, 1, learnt), learnt);
}

// Clips of one picture shown again and again, three times as sure as they should be: what is right
// for a still is too sure for them by just that.
TEST(TemperatureTest, FindsHowMuchSurerClipsAreThanTheyShouldBe) {
  auto clips = calibrated_stills(1500);
  scale(clips, 3);
  for (auto& clip : clips) {
    clip.logits = clip.logits.expand({50, kLabelCount});
    clip.frames = 50;
  }
  EXPECT_NEAR(1 + (fit_clip_temperature(clips) - 1) * (1 - 1 / 50.0), 3, 0.24);
}

TEST(TemperatureTest, NothingToFitChangesNothing) {
  EXPECT_EQ(fit_temperature({}), 1);
  EXPECT_EQ(fit_clip_temperature({}), 1);
}

TEST(TemperatureTest, AppliedToANetworkItDividesTheLogits) {
  const Model model = fresh_model();
  model.network->eval();
  const auto images = torch::rand({2, 3, kSide, kSide});
  const auto before = model.network->forward({images}).logits.clone();
  apply_temperature(*model.network, 2.5);
  EXPECT_LT(distance(model.network->forward({images}).logits, before / 2.5), 1e-5);
}

}  // namespace
}  // namespace emorec::testing
