#include "emorec/nn/pooling.h"

#include <cmath>

#include "emorec/nn/temporal_pooling.h"

#include "numeric.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

const FrameLogits kFrames = {
    {0.5, -1, 0, 2, 1, 0, -0.5}, {0, 0, 3, -1, 1, 0.25, 0}, {1, -2, 0.5, 1, 1, 0, 0}};

/// exp(values) divided by their sum.
Distribution normalised_exp(Distribution values) {
  double sum = 0;
  for (double& value : values) sum += value = std::exp(value);
  for (double& value : values) value /= sum;
  return values;
}

void expect_equal(const Distribution& actual, const Distribution& expected) {
  for (int c = 0; c < kLabelCount; ++c) EXPECT_NEAR(actual[c], expected[c], 1e-12) << c;
}

TEST(PoolingTest, SoftmaxIsTheShareOfAllExponentials) {
  Distribution share(kLabelCount);
  double sum = 0;
  for (const auto& frame : kFrames) {
    for (int c = 0; c < kLabelCount; ++c) {
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
  const FrameLogits one = {kFrames[0]};
  expect_equal(pool_frames(one, Pooling::kSoftmax), normalised_exp(kFrames[0]));
  expect_equal(pool_frames(one, Pooling::kMean), normalised_exp(kFrames[0]));
  expect_equal(pool_frames(one, Pooling::kMax), normalised_exp(kFrames[0]));
}

TEST(PoolingTest, AStillIsToldAsItIsAndALongClipLessSurely) {
  const Distribution p = {0.64, 0.16, 0.04, 0.04, 0.04, 0.04, 0.04};
  expect_equal(tempered(p, 2, 1), p);
  // Two frames: T = 1.5. Many: T = 2, so that square roots are shared out: 0.8 + 0.4 + 5·0.2 = 2.2.
  const double sum = std::cbrt(0.64 * 0.64) + std::cbrt(0.16 * 0.16) + 5 * std::cbrt(0.04 * 0.04);
  EXPECT_NEAR(tempered(p, 2, 2)[0], std::cbrt(0.64 * 0.64) / sum, 1e-12);
  const Distribution many = tempered(p, 2, 1'000'000);
  EXPECT_NEAR(many[0], 0.8 / 2.2, 1e-6);
  EXPECT_NEAR(many[1], 0.4 / 2.2, 1e-6);
  EXPECT_NEAR(many[6], 0.2 / 2.2, 1e-6);
  expect_equal(tempered({0, 0, 1, 0, 0, 0, 0}, 3, 9), {0, 0, 1, 0, 0, 0, 0});
}

TEST(PoolingTest, HugeLogitsStayFinite) {
  const FrameLogits frames = {{1e4, -1e4, 0, 0, 0, 0, 0}, {0, 0, 1e4, 0, 0, 0, 0}};
  for (const auto pooling : {Pooling::kSoftmax, Pooling::kMean, Pooling::kMax}) {
    double sum = 0;
    for (const double p : pool_frames(frames, pooling)) sum += p;
    EXPECT_NEAR(sum, 1, 1e-12) << name(pooling);
  }
}

torch::Tensor tensor_of(const FrameLogits& frames) {
  auto tensor =
      torch::empty({static_cast<std::int64_t>(frames.size()), kLabelCount}, torch::kFloat64);
  double* to = tensor.data_ptr<double>();
  for (const auto& frame : frames) to = std::copy(frame.begin(), frame.end(), to);
  return tensor;
}

// What is trained through and what answers are one definition.
TEST(PoolingTest, AnswersAsTensorsDo) {
  for (const auto pooling : kPoolings) {
    const auto expected = clip_log_probabilities(pool_logits(tensor_of(kFrames), pooling)).exp();
    const Distribution clip = pool_frames(kFrames, pooling);
    for (int c = 0; c < kLabelCount; ++c) {
      EXPECT_NEAR(clip[c], expected[c].item<double>(), 1e-12) << name(pooling);
    }
  }
  const auto joint = joint_log_probabilities(tensor_of(kFrames)).exp();
  EXPECT_LT(distance(tensor_of(frame_probabilities(kFrames, Pooling::kSoftmax)), joint), 1e-12);
}

TEST(PoolingTest, FramesShareTheClipsProbability) {
  for (const auto pooling : kPoolings) {
    const Distribution clip = pool_frames(kFrames, pooling);
    const FrameLogits joint = frame_probabilities(kFrames, pooling);
    for (std::size_t c = 0; c < clip.size(); ++c) {
      const auto importance = frame_importance(kFrames, c, pooling);
      double sum = 0;
      for (std::size_t t = 0; t < kFrames.size(); ++t) {
        sum += importance[t];
        EXPECT_NEAR(joint[t][c], clip[c] * importance[t], 1e-12) << name(pooling);
      }
      EXPECT_NEAR(sum, 1, 1e-12) << name(pooling);
    }
  }
}

TEST(PoolingTest, ImportanceByHand) {
  const FrameLogits frames = {{0, std::log(1.0), 0, 0, 0, 0, 0}, {0, std::log(3.0), 0, 0, 0, 0, 0}};
  const auto by = [&](Pooling pooling) { return frame_importance(frames, 1, pooling); };
  EXPECT_NEAR(by(Pooling::kSoftmax)[0], 0.25, 1e-12);
  EXPECT_NEAR(by(Pooling::kSoftmax)[1], 0.75, 1e-12);
  EXPECT_EQ(by(Pooling::kMax), (std::vector<double>{0, 1}));
  EXPECT_EQ(by(Pooling::kMean), (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(by(Pooling::kLstm), (std::vector<double>{0.5, 0.5}));
}

TEST(PoolingTest, FramesThatAreThereTwiceOnlyShareTheirImportance) {
  FrameLogits twice = kFrames;
  twice.insert(twice.end(), kFrames.rbegin(), kFrames.rend());
  expect_equal(pool_frames(twice, Pooling::kSoftmax), pool_frames(kFrames, Pooling::kSoftmax));
  const auto once = frame_importance(kFrames, 3, Pooling::kSoftmax);
  const auto halved = frame_importance(twice, 3, Pooling::kSoftmax);
  for (std::size_t t = 0; t < once.size(); ++t) {
    EXPECT_NEAR(halved[t], once[t] / 2, 1e-12);
    EXPECT_NEAR(halved[twice.size() - 1 - t], once[t] / 2, 1e-12);
  }
}

}  // namespace
}  // namespace emorec::testing
