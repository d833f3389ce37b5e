// Which clips are clear from some of their frames, and what the other frames are then worth.
#include "glance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;

/// Logits T×7, 0 but for the first two emotions.
torch::Tensor logits_of(const std::vector<float>& first, const std::vector<float>& second) {
  auto logits = torch::zeros({static_cast<std::int64_t>(first.size()), 7});
  logits.select(1, 0).copy_(torch::tensor(first));
  logits.select(1, 1).copy_(torch::tensor(second));
  return logits;
}

TEST(Glance, AlikeFramesAreClearHoweverSmallTheMargin) {
  EXPECT_TRUE(is_clear(logits_of(std::vector<float>(12, 5), std::vector<float>(12, 4.9F)), kClear));
}

TEST(Glance, AFewFramesAreNot) {
  EXPECT_FALSE(is_clear(logits_of(std::vector<float>(7, 9), std::vector<float>(7, 0)), kClear));
}

TEST(Glance, FramesOfTwoEmotionsAreNot) {
  std::vector<float> first(12, 5);
  std::vector<float> second(12, 0);
  for (std::size_t t = 0; t < 5; ++t) std::swap(first[t], second[t]);
  EXPECT_FALSE(is_clear(logits_of(first, second), kClear));
}

/// How often another label comes out if frames are drawn anew (with replacement).
double share_of_other_labels(const torch::Tensor& logits) {
  constexpr int kDraws = 400;
  const auto label = logits.logsumexp(0).argmax().item<std::int64_t>();
  int others = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto drawn = logits.index_select(0, torch::randint(logits.size(0), {logits.size(0)}));
    if (drawn.logsumexp(0).argmax().item<std::int64_t>() != label) ++others;
  }
  return static_cast<double>(others) / kDraws;
}

// The bootstrap is the independent judge of what is clear.
TEST(Glance, WhatIsClearStaysTheSameOnOtherFrames) {
  torch::manual_seed(3);
  int clear = 0;
  int unclear_and_unstable = 0;
  for (int i = 0; i < 60; ++i) {
    const auto logits = torch::randn({12, 7}) + 3 * torch::randn({7});
    const double others = share_of_other_labels(logits);
    if (is_clear(logits, kClear)) {
      ++clear;
      EXPECT_LT(others, 0.05) << i;
    } else if (others > 0.1) {
      ++unclear_and_unstable;
    }
  }
  EXPECT_GT(clear, 5);
  EXPECT_GT(unclear_and_unstable, 5);
}

FramePrediction scored(std::int64_t index, float x) {
  FramePrediction frame;
  frame.index = index;
  frame.time = static_cast<double>(index) / 10;
  frame.box = {x, 20, 100, 100};
  return frame;
}

std::vector<Frame> passed(const std::vector<std::int64_t>& indices) {
  std::vector<Frame> frames;
  for (const auto index : indices)
    frames.push_back({{}, index, static_cast<double>(index) / 10, 0});
  return frames;
}

std::vector<std::int64_t> indices_of(const FilledFrames& filled) {
  std::vector<std::int64_t> indices;
  for (const auto& frame : filled.frames) indices.push_back(frame.index);
  return indices;
}

TEST(Glance, FramesInBetweenAreInterpolatedAndTheLastIsRepeated) {
  const auto filled = fill_in({scored(0, 10), scored(4, 18)}, passed({1, 2, 3, 5, 6}));
  EXPECT_THAT(indices_of(filled), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_FALSE(filled.frames[0].interpolated);
  EXPECT_TRUE(filled.frames[1].interpolated);
  EXPECT_FLOAT_EQ(filled.frames[1].box.x, 12);
  EXPECT_FLOAT_EQ(filled.frames[6].box.x, 18);

  const auto outputs = filled.outputs({torch::tensor({{0.F, 4.F}, {8.F, 4.F}}),
                                       torch::tensor({1.F, 0.F, 0.F, 1.F}).view({2, 1, 1, 2})});
  const auto expected = torch::tensor({0.F, 2.F, 4.F, 6.F, 8.F, 8.F, 8.F});
  EXPECT_TRUE(torch::allclose(outputs.logits.select(1, 0), expected));
  EXPECT_TRUE(torch::allclose(outputs.logits.select(1, 1), torch::full({7}, 4.F)));
  EXPECT_TRUE(torch::allclose(outputs.attention[1].flatten(), torch::tensor({0.75F, 0.25F})));
}

TEST(Glance, NothingIsInterpolatedPastAFrameWithoutTheFaceOrAJump) {
  // Frame 4 was looked at, without the face; between 8 and 12 it is elsewhere.
  const auto filled = fill_in({scored(0, 10), scored(8, 10), scored(12, 300)},
                              passed({1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 15}));
  EXPECT_THAT(indices_of(filled), ElementsAre(0, 8, 12, 13));
}

TEST(Glance, ShortClipsAreNotWorthOne) {
  EXPECT_TRUE(too_short_for_a_glance(1.0));
  EXPECT_FALSE(too_short_for_a_glance(2.4));
  EXPECT_FALSE(too_short_for_a_glance(0));  // of unknown length
}

}  // namespace
}  // namespace emorec::testing
