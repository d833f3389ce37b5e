#include "emorec/nn/pooling.h"

#include <cmath>

#include <gtest/gtest.h>

namespace emorec::testing {
namespace {

const std::vector<EmotionArray> kFrames = {
    {0.5, -1, 0, 2, 1, 0, -0.5}, {0, 0, 3, -1, 1, 0.25, 0}, {1, -2, 0.5, 1, 1, 0, 0}};

/// exp(values) divided by their sum.
EmotionArray normalised_exp(EmotionArray values) {
  double sum = 0;
  for (double& value : values) sum += value = std::exp(value);
  for (double& value : values) value /= sum;
  return values;
}

void expect_equal(const EmotionArray& actual, const EmotionArray& expected) {
  for (int c = 0; c < kEmotionCount; ++c) EXPECT_NEAR(actual[c], expected[c], 1e-12) << c;
}

TEST(PoolingTest, SoftmaxIsTheShareOfAllExponentials) {
  EmotionArray share{};
  double sum = 0;
  for (const auto& frame : kFrames) {
    for (int c = 0; c < kEmotionCount; ++c) {
      share[c] += std::exp(frame[c]);
      sum += std::exp(frame[c]);
    }
  }
  for (double& value : share) value /= sum;
  expect_equal(pool_frames(kFrames, Pooling::kSoftmax), share);
}

TEST(PoolingTest, MeanAndMaxByHand) {
  expect_equal(pool_frames(kFrames, Pooling::kMean),
               normalised_exp({0.5, -1, 3.5 / 3, 2 / 3.0, 1, 0.25 / 3, -0.5 / 3}));
  expect_equal(pool_frames(kFrames, Pooling::kMax), normalised_exp({1, 0, 3, 2, 1, 0.25, 0}));
}

TEST(PoolingTest, OfOneFrameAllAreTheSame) {
  const std::vector<EmotionArray> one = {kFrames[0]};
  expect_equal(pool_frames(one, Pooling::kSoftmax), normalised_exp(kFrames[0]));
  expect_equal(pool_frames(one, Pooling::kMean), normalised_exp(kFrames[0]));
  expect_equal(pool_frames(one, Pooling::kMax), normalised_exp(kFrames[0]));
}

TEST(PoolingTest, AStillIsToldAsItIsAndALongClipLessSurely) {
  const EmotionArray p = {0.64, 0.16, 0.04, 0.04, 0.04, 0.04, 0.04};
  expect_equal(tempered(p, 2, 1), p);
  // Two frames: T = 1.5. Many: T = 2, so that square roots are shared out: 0.8 + 0.4 + 5·0.2 = 2.2.
  const double sum = std::cbrt(0.64 * 0.64) + std::cbrt(0.16 * 0.16) + 5 * std::cbrt(0.04 * 0.04);
  EXPECT_NEAR(tempered(p, 2, 2)[0], std::cbrt(0.64 * 0.64) / sum, 1e-12);
  const EmotionArray many = tempered(p, 2, 1'000'000);
  EXPECT_NEAR(many[0], 0.8 / 2.2, 1e-6);
  EXPECT_NEAR(many[1], 0.4 / 2.2, 1e-6);
  EXPECT_NEAR(many[6], 0.2 / 2.2, 1e-6);
  expect_equal(tempered({0, 0, 1, 0, 0, 0, 0}, 3, 9), {0, 0, 1, 0, 0, 0, 0});
}

TEST(PoolingTest, HugeLogitsStayFinite) {
  const std::vector<EmotionArray> frames = {{1e4, -1e4, 0, 0, 0, 0, 0}, {0, 0, 1e4, 0, 0, 0, 0}};
  for (const auto pooling : {Pooling::kSoftmax, Pooling::kMean, Pooling::kMax}) {
    double sum = 0;
    for (const double p : pool_frames(frames, pooling)) sum += p;
    EXPECT_NEAR(sum, 1, 1e-12) << name(pooling);
  }
}

}  // namespace
}  // namespace emorec::testing
