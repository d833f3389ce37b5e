#include "emorec/nn/spatial_attention.h"

#include <gmock/gmock.h>

#include "numeric.h"
#include "support/errors.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kBatch = 2;
constexpr int kDepth = 5;
constexpr int kHeight = 2;
constexpr int kWidth = 3;
constexpr int kPositions = kHeight * kWidth;

std::shared_ptr<SpatialAttention> make(AttentionVariant variant, int heads) {
  torch::manual_seed(7);
  auto attention = std::make_shared<SpatialAttention>(variant, kDepth, heads);
  attention->to(torch::kFloat64);
  return attention;
}

struct Expected {
  torch::Tensor attention = torch::zeros({0});
  torch::Tensor descriptor = torch::zeros({0});
};

/// The paper's equations in plain loops. W1: D×D, b1: D, W2 or W: K×D.
Expected by_loops(AttentionVariant variant, int heads, const SpatialAttention& module,
                  const torch::Tensor& maps) {
  const auto parameters = module.named_parameters();
  const auto matrix = [&](const char* name) { return parameters[name].flatten(1).contiguous(); };
  const auto x = maps.accessor<double, 4>();
  Expected expected{torch::zeros({kBatch, heads, kPositions}, torch::kFloat64),
                    torch::zeros({kBatch, heads * kDepth}, torch::kFloat64)};
  auto a = expected.attention.accessor<double, 3>();
  auto descriptor = expected.descriptor.accessor<double, 2>();
  for (int b = 0; b < kBatch; ++b) {
    for (int k = 0; k < heads; ++k) {
      double sum = 0;
      for (int l = 0; l < kPositions; ++l) {
        const auto at = [&](int d) { return x[b][d][l / kWidth][l % kWidth]; };
        double score = 0;
        if (variant == AttentionVariant::kV1) {
          const auto w1 = matrix("hidden.weight");
          const auto w2 = matrix("score.weight");
          for (int i = 0; i < kDepth; ++i) {
            double hidden = parameters["hidden.bias"][i].item<double>();
            for (int d = 0; d < kDepth; ++d) hidden += w1[i][d].item<double>() * at(d);
            score += w2[k][i].item<double>() * std::tanh(hidden);
          }
        } else if (variant == AttentionVariant::kV2) {
          const auto w = matrix("score.weight");
          for (int d = 0; d < kDepth; ++d) score += w[k][d].item<double>() * at(d);
          score = std::tanh(score);
        }
        a[b][k][l] = std::exp(score);
        sum += a[b][k][l];
      }
      for (int l = 0; l < kPositions; ++l) {
        a[b][k][l] /= sum;
        for (int d = 0; d < kDepth; ++d) {
          descriptor[b][k * kDepth + d] += a[b][k][l] * x[b][d][l / kWidth][l % kWidth];
        }
      }
    }
  }
  return expected;
}

class SpatialAttentionTest
    : public ::testing::TestWithParam<std::pair<AttentionVariant, int /*heads*/>> {
 protected:
  AttentionVariant variant() const { return GetParam().first; }
  int heads() const { return GetParam().second; }
};

INSTANTIATE_TEST_SUITE_P(
    All, SpatialAttentionTest,
    ::testing::Values(std::pair(AttentionVariant::kNone, 1), std::pair(AttentionVariant::kV1, 1),
                      std::pair(AttentionVariant::kV1, 2), std::pair(AttentionVariant::kV1, 7),
                      std::pair(AttentionVariant::kV2, 1), std::pair(AttentionVariant::kV2, 3)),
    [](const auto& test) {
      return std::string(name_of(test.param.first)) + "_" + std::to_string(test.param.second);
    });

TEST_P(SpatialAttentionTest, EqualsThePapersEquations) {
  const auto module = make(variant(), heads());
  const auto maps = 3 * random_double({kBatch, kDepth, kHeight, kWidth});
  const auto actual = module->forward(maps);
  const auto expected = by_loops(variant(), heads(), *module, maps);
  EXPECT_LT(distance(actual.attention, expected.attention), 1e-12);
  EXPECT_LT(distance(actual.descriptor, expected.descriptor), 1e-12);
  const auto sums = actual.attention.sum(-1);
  EXPECT_LT(distance(sums, torch::ones_like(sums)), 1e-12);
  EXPECT_EQ(module->heads(), heads());
}

TEST_P(SpatialAttentionTest, HugeFeaturesStayFinite) {
  const auto module = make(variant(), heads());
  const auto maps = 1e6 * random_double({kBatch, kDepth, kHeight, kWidth});
  const auto out = module->forward(maps);
  EXPECT_TRUE(torch::isfinite(out.attention).all().item<bool>());
  EXPECT_TRUE(torch::isfinite(out.descriptor).all().item<bool>());
}

TEST_P(SpatialAttentionTest, GradientOfTheInput) {
  const auto module = make(variant(), heads());
  const auto weights = random_double({kBatch, heads() * kDepth});
  expect_gradient(
      [&](const torch::Tensor& maps) {
        const auto out = module->forward(maps);
        return (out.descriptor * weights).sum() + attention_penalty(out.attention);
      },
      random_double({kBatch, kDepth, kHeight, kWidth}));
}

TEST_P(SpatialAttentionTest, GradientOfEveryWeight) {
  const auto maps = random_double({kBatch, kDepth, kHeight, kWidth});
  const auto weights = random_double({kBatch, heads() * kDepth});
  const auto loss = [&](SpatialAttention& module) {
    const auto out = module.forward(maps);
    return (out.descriptor * weights).sum() + attention_penalty(out.attention);
  };
  const auto module = make(variant(), heads());
  if (module->parameters().empty()) return;  // the plain average learns nothing
  loss(*module).backward();
  const torch::NoGradGuard no_grad;
  for (const auto& item : module->named_parameters()) {
    auto values = item.value().data().view(-1);
    const auto gradient = item.value().grad().flatten();
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      const double value = values[i].item<double>();
      const auto loss_at = [&](double moved) {
        values[i] = moved;
        return loss(*module).item<double>();
      };
      const double expected = (loss_at(value + 1e-5) - loss_at(value - 1e-5)) / 2e-5;
      values[i] = value;
      EXPECT_NEAR(gradient[i].item<double>(), expected, 1e-7) << item.key() << " " << i;
    }
  }
}

TEST(AttentionParametersTest, AreThoseOfThePaper) {
  const auto count = [](AttentionVariant variant, int heads) {
    std::int64_t sum = 0;
    for (const auto& p : SpatialAttention(variant, 512, heads).parameters()) sum += p.numel();
    return sum;
  };
  EXPECT_EQ(count(AttentionVariant::kNone, 1), 0);
  EXPECT_EQ(count(AttentionVariant::kV1, 2), 512 * 512 + 512 + 2 * 512);
  EXPECT_EQ(count(AttentionVariant::kV2, 3), 3 * 512);
}

TEST(AttentionPenaltyTest, ByHand) {
  const auto penalty = [](const std::vector<double>& values, c10::IntArrayRef shape) {
    return attention_penalty(torch::tensor(values, torch::kFloat64).view(shape)).item<double>();
  };
  // Two heads at different single places: A·Aᵀ = I.
  EXPECT_NEAR(penalty({1, 0, 0, 1}, {1, 2, 2}), 0, 1e-12);
  // Two heads at the same place: A·Aᵀ − I = [[0 1] [1 0]], of norm √2 (squared it would be 2).
  EXPECT_NEAR(penalty({1, 0, 1, 0}, {1, 2, 2}), std::sqrt(2.0), 1e-12);
  // Two uniform heads: [[½−1 ½] [½ ½−1]], of norm 1.
  EXPECT_NEAR(penalty({.5, .5, .5, .5}, {1, 2, 2}), 1, 1e-12);
  // One uniform head over four places: ¼ − 1.
  EXPECT_NEAR(penalty({.25, .25, .25, .25}, {1, 1, 4}), 0.75, 1e-12);
  // The mean over the batch of 0, √2 and 1.
  EXPECT_NEAR(penalty({1, 0, 0, 1, 1, 0, 1, 0, .5, .5, .5, .5}, {3, 2, 2}),
              (std::sqrt(2.0) + 1) / 3, 1e-12);
}

TEST(AttentionVariantTest, NamesAreReadBackAndOthersRefused) {
  for (const auto variant :
       {AttentionVariant::kNone, AttentionVariant::kV1, AttentionVariant::kV2}) {
    EXPECT_EQ(parse_attention_variant(name_of(variant)), variant);
  }
  EXPECT_THAT(error_of(ErrorKind::kModel, [] { parse_attention_variant("v3"); }),
              HasSubstr("'v3'"));
}

TEST(AttentionVariantTest, NumbersOfHeadsThatMakeNoSense) {
  const auto error = [](AttentionVariant variant, int heads) {
    return error_of(ErrorKind::kModel, [&] { SpatialAttention(variant, kDepth, heads); });
  };
  EXPECT_THAT(error(AttentionVariant::kNone, 2), HasSubstr("'none' cannot have 2 heads"));
  EXPECT_THAT(error(AttentionVariant::kV1, 0), HasSubstr("0 heads"));
}

}  // namespace
}  // namespace emorec::testing
