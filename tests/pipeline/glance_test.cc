// Which clips are clear from some of their frames, and what the other frames are then worth.
#include "glance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emorec/stats/random.h"

#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

using Scores = std::vector<FrameScores>;

/// Logits that are 0 but for the first two emotions.
Scores scores_of(const std::vector<double>& first, const std::vector<double>& second) {
  Scores scores(first.size());
  for (std::size_t t = 0; t < first.size(); ++t)
    scores[t].logits = {first[t], second[t], 0, 0, 0, 0, 0};
  return scores;
}

TEST(Glance, AlikeFramesAreClearHoweverSmallTheMargin) {
  EXPECT_TRUE(is_clear(scores_of(std::vector<double>(12, 5), std::vector<double>(12, 4.9))));
}

TEST(Glance, AFewFramesAreNot) {
  EXPECT_FALSE(is_clear(scores_of(std::vector<double>(7, 9), std::vector<double>(7, 0))));
}

TEST(Glance, FramesOfTwoEmotionsAreNot) {
  std::vector<double> first(12, 5);
  std::vector<double> second(12, 0);
  for (std::size_t t = 0; t < 5; ++t) std::swap(first[t], second[t]);
  EXPECT_FALSE(is_clear(scores_of(first, second)));
}

Label label_of(const Scores& scores) {
  FrameLogits logits;
  for (const auto& frame : scores) logits.push_back(frame.logits);
  return argmax(pool_frames(logits, Pooling::kSoftmax));
}

/// How often another label comes out if frames are drawn anew (with replacement).
double share_of_other_labels(const Scores& scores, Random& random) {
  constexpr int kDraws = 400;
  const Label label = label_of(scores);
  int others = 0;
  for (int i = 0; i < kDraws; ++i) {
    Scores drawn;
    for (std::size_t t = 0; t < scores.size(); ++t) {
      drawn.push_back(scores[random.below(scores.size())]);
    }
    if (label_of(drawn) != label) ++others;
  }
  return static_cast<double>(others) / kDraws;
}

/// Much alike in a clip whose emotions differ.
Scores random_clip(Random& random) {
  const auto value = [&] { return random.between(-1, 1) + random.between(-1, 1); };
  Scores scores(12);
  for (auto& frame : scores) frame.logits.resize(kLabelCount);
  for (int c = 0; c < kLabelCount; ++c) {
    const double mean = 3.5 * value();
    for (auto& frame : scores) frame.logits[c] = mean + 1.2 * value();
  }
  return scores;
}

// The bootstrap is the independent judge of what is clear.
TEST(Glance, WhatIsClearStaysTheSameOnOtherFrames) {
  Random random(3);
  int clear = 0;
  int unclear_and_unstable = 0;
  for (int i = 0; i < 60; ++i) {
    const Scores scores = random_clip(random);
    const double others = share_of_other_labels(scores, random);
    if (is_clear(scores)) {
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
  frame.face = {{x, 20, 100, 100}};
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
  EXPECT_FLOAT_EQ(filled.frames[1].face->box.x, 12);
  EXPECT_FLOAT_EQ(filled.frames[6].face->box.x, 18);

  Scores given(2);
  given[0].logits = {0, 4};
  given[0].maps = {{1, 0}};
  given[1].logits = {8, 4};
  given[1].maps = {{0, 1}};
  const Scores scores = filled.scores(given);
  std::vector<double> firsts;
  for (const auto& frame : scores) {
    firsts.push_back(frame.logits[0]);
    EXPECT_DOUBLE_EQ(frame.logits[1], 4);
  }
  EXPECT_THAT(firsts, Pointwise(DoubleNear(1e-9), {0, 2, 4, 6, 8, 8, 8}));
  EXPECT_THAT(scores[1].maps.at(0), ElementsAre(0.75F, 0.25F));
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
  EXPECT_FALSE(too_short_for_a_glance(0));  // the length is unknown
}

}  // namespace
}  // namespace emorec::testing
