#include "emorec/nn/temporal_pooling.h"

#include <torch/nn/functional/loss.h>

#include "numeric.h"

namespace emorec::testing {
namespace {

constexpr int kClasses = 7;

struct Pooled {
  std::vector<std::vector<double>> joint;  // T×C
  std::vector<double> clip;                // C
};

/// P(t,c) = exp o(t,c) / Σ exp o and p(c) = Σ_t P(t,c), in plain loops.
Pooled by_loops(const torch::Tensor& logits) {
  const auto o = logits.accessor<double, 2>();
  double sum = 0;
  for (int t = 0; t < logits.size(0); ++t) {
    for (int c = 0; c < logits.size(1); ++c) sum += std::exp(o[t][c]);
  }
  Pooled expected{{}, std::vector<double>(logits.size(1))};
  for (int t = 0; t < logits.size(0); ++t) {
    expected.joint.emplace_back();
    for (int c = 0; c < logits.size(1); ++c) {
      expected.joint[t].push_back(std::exp(o[t][c]) / sum);
      expected.clip[c] += expected.joint[t][c];
    }
  }
  return expected;
}

torch::Tensor clip_probabilities(const torch::Tensor& logits) {
  return clip_log_probabilities(logits).exp();
}

torch::Tensor one_hot(int index, int classes = kClasses) {
  auto target = torch::zeros({1, classes}, torch::kFloat64);
  target[0][index] = 1;
  return target;
}

TEST(TemporalPoolingTest, ByHand) {
  // exp o = [[1 2] [3 4]], so the sum is 10.
  const auto logits = torch::tensor({{1.0, 2.0}, {3.0, 4.0}}, torch::kFloat64).log();
  const auto joint = torch::tensor({{0.1, 0.2}, {0.3, 0.4}}, torch::kFloat64);
  EXPECT_LT(distance(joint_log_probabilities(logits).exp(), joint), 1e-12);
  EXPECT_LT(distance(clip_probabilities(logits), torch::tensor({0.4, 0.6}, torch::kFloat64)),
            1e-12);
  EXPECT_NEAR(clip_loss(logits.unsqueeze(0), one_hot(1, 2)).item<double>(), -std::log(0.6), 1e-12);
}

TEST(TemporalPoolingTest, OtherPoolingsByHand) {
  // Two frames, two classes: means 2 and 5, largest 3 and 6, the last frame's 3 and 4.
  const auto logits = torch::tensor({{1.0, 6.0}, {3.0, 4.0}}, torch::kFloat64);
  const auto row = [](double a, double b) { return torch::tensor({{a, b}}, torch::kFloat64); };
  EXPECT_TRUE(torch::equal(pool_logits(logits, Pooling::kSoftmax), logits));
  EXPECT_TRUE(torch::equal(pool_logits(logits, Pooling::kMean), row(2, 5)));
  EXPECT_TRUE(torch::equal(pool_logits(logits, Pooling::kStats), row(2, 5)));
  EXPECT_TRUE(torch::equal(pool_logits(logits, Pooling::kMax), row(3, 6)));
  EXPECT_TRUE(torch::equal(pool_logits(logits, Pooling::kLstm), row(3, 4)));
  // Clips side by side are pooled each by itself.
  const auto batch = pool_logits(torch::stack({logits, logits + 1}), Pooling::kMax);
  EXPECT_TRUE(torch::equal(batch, torch::stack({row(3, 6), row(4, 7)})));
}

TEST(TemporalPoolingTest, EqualsThePapersEquations) {
  torch::manual_seed(3);
  const auto logits = 2 * random_double({5, kClasses});
  const auto expected = by_loops(logits);
  const auto joint = joint_log_probabilities(logits).exp();
  const auto clip = clip_probabilities(logits);
  EXPECT_NEAR(joint.sum().item<double>(), 1, 1e-12);
  EXPECT_NEAR(clip.sum().item<double>(), 1, 1e-12);
  for (int c = 0; c < kClasses; ++c) {
    EXPECT_NEAR(clip[c].item<double>(), expected.clip[c], 1e-12);
    for (int t = 0; t < 5; ++t) {
      EXPECT_NEAR(joint[t][c].item<double>(), expected.joint[t][c], 1e-12);
    }
  }
}

TEST(TemporalPoolingTest, ABatchIsItsClips) {
  torch::manual_seed(4);
  const auto logits = random_double({3, 4, kClasses});
  const auto joint = joint_log_probabilities(logits);
  const auto clip = clip_log_probabilities(logits);
  for (int b = 0; b < 3; ++b) {
    EXPECT_LT(distance(joint[b], joint_log_probabilities(logits[b])), 1e-12);
    EXPECT_LT(distance(clip[b], clip_log_probabilities(logits[b])), 1e-12);
  }
}

TEST(TemporalPoolingTest, HugeLogitsStayFinite) {
  for (const double offset : {1e4, -1e4, 0.0}) {
    auto logits = torch::full({3, kClasses}, offset, torch::kFloat32);
    logits[1][2] = 1e4F;
    logits[2][5] = -1e4F;
    const auto p = clip_probabilities(logits);
    EXPECT_TRUE(torch::isfinite(p).all().item<bool>()) << offset;
    EXPECT_NEAR(p.sum().item<double>(), 1, 1e-5) << offset;
    EXPECT_TRUE(torch::isfinite(clip_log_probabilities(logits)).all().item<bool>()) << offset;
  }
}

// Added to every logit, a constant cancels: only differences count.
TEST(TemporalPoolingTest, AConstantChangesNothing) {
  torch::manual_seed(5);
  const auto logits = random_double({4, kClasses});
  EXPECT_LT(distance(clip_probabilities(logits + 1e4), clip_probabilities(logits)), 1e-9);
}

// One softmax over frames and classes together: a frame that is sure decides over three that are
// not, where the mean of the frames' own softmaxes would not let it.
TEST(TemporalPoolingTest, AFrameWithLargeLogitsDecides) {
  auto logits = torch::zeros({4, 2}, torch::kFloat64);
  for (int t = 0; t < 3; ++t) logits[t][0] = 1;
  logits[3][1] = 4;
  EXPECT_GT(clip_probabilities(logits)[1].item<double>(), 0.5);
  EXPECT_LT(torch::softmax(logits, -1).mean(0)[1].item<double>(), 0.5);
}

TEST(TemporalPoolingTest, OneFrameIsSoftmaxCrossEntropy) {
  torch::manual_seed(8);
  const auto logits = random_double({6, 1, kClasses});
  const auto classes = torch::tensor({0, 1, 2, 3, 4, 6});
  const auto targets = torch::one_hot(classes, kClasses).to(torch::kFloat64);
  const double expected =
      torch::nn::functional::cross_entropy(logits.squeeze(1), classes).item<double>();
  EXPECT_NEAR(clip_loss(logits, targets).item<double>(), expected, 1e-12);
  EXPECT_LT(distance(clip_probabilities(logits), torch::softmax(logits.squeeze(1), -1)), 1e-12);
}

TEST(TemporalPoolingTest, SoftTargetsAreAveragedOverClassesAndClips) {
  torch::manual_seed(9);
  const auto logits = random_double({2, 3, kClasses});
  const auto targets = torch::softmax(random_double({2, kClasses}), -1);
  double expected = 0;
  for (int b = 0; b < 2; ++b) {
    const auto p = by_loops(logits[b]).clip;
    for (int c = 0; c < kClasses; ++c) {
      expected -= targets[b][c].item<double>() * std::log(p[c]) / 2;
    }
  }
  EXPECT_NEAR(clip_loss(logits, targets).item<double>(), expected, 1e-12);
}

TEST(TemporalPoolingTest, GradientOfTheLoss) {
  torch::manual_seed(10);
  const auto soft = torch::softmax(random_double({2, kClasses}), -1);
  const auto hard = torch::cat({one_hot(0), one_hot(6)});
  for (const auto& targets : {soft, hard}) {
    expect_gradient([&](const torch::Tensor& logits) { return clip_loss(logits, targets); },
                    random_double({2, 3, kClasses}));
  }
}

// dL/do(t,c) = P(t,c) − q(c)·P(t,c)/p(c): written out, for one clip.
TEST(TemporalPoolingTest, GradientOfTheLossByItsFormula) {
  torch::manual_seed(11);
  const auto logits = random_double({1, 3, kClasses}).set_requires_grad(true);
  clip_loss(logits, one_hot(4)).backward();
  const auto expected = by_loops(logits.detach()[0]);
  for (int t = 0; t < 3; ++t) {
    for (int c = 0; c < kClasses; ++c) {
      const double wanted = c == 4 ? expected.joint[t][c] / expected.clip[c] : 0;
      EXPECT_NEAR(logits.grad()[0][t][c].item<double>(), expected.joint[t][c] - wanted, 1e-12);
    }
  }
}

}  // namespace
}  // namespace emorec::testing
