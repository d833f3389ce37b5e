// Each way of pooling against values worked out beside it.
#include "clip_head.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include "emorec/nn/temporal_pooling.h"
#include "emorec/study/ablation.h"

namespace emorec::testing {
namespace {

constexpr int kDescriptorDepth = 3;

/// Two clips of four frames, B×T×D.
torch::Tensor descriptors() {
  torch::manual_seed(7);
  return torch::randn({2, 4, kDescriptorDepth});
}

std::shared_ptr<ClipHead> head_of(Pooling pooling) {
  torch::manual_seed(3);
  return std::make_shared<ClipHead>(kDescriptorDepth, 7, AttentionVariant::kNone, pooling);
}

torch::Tensor weight(const ClipHead& head) {
  return head.named_parameters()["classifier.weight"].detach();
}

torch::Tensor bias(const ClipHead& head) {
  return head.named_parameters()["classifier.bias"].detach();
}

/// o(t,c), B×T×7.
torch::Tensor frame_logits(const ClipHead& head, const torch::Tensor& frames) {
  return torch::matmul(frames, weight(head).t()) + bias(head);
}

void expect_close(const torch::Tensor& found, const torch::Tensor& expected) {
  EXPECT_LT((found - expected).abs().max().item<double>(), 1e-5);
}

TEST(ClipHeadTest, MeanAndMaxPoolTheLogitsOfFrames) {
  const auto frames = descriptors();
  const auto mean = head_of(Pooling::kMean);
  const auto logits = frame_logits(*mean, frames);
  const auto average =
      (logits.select(1, 0) + logits.select(1, 1) + logits.select(1, 2) + logits.select(1, 3)) / 4;
  expect_close(mean->classify(frames).exp(), torch::softmax(average, 1));

  const auto max = head_of(Pooling::kMax);
  auto largest = logits.select(1, 0);
  for (int t = 1; t < 4; ++t) largest = torch::maximum(largest, logits.select(1, t));
  expect_close(max->classify(frames).exp(), torch::softmax(largest, 1));
}

TEST(ClipHeadTest, StatsClassifiesMeanAndStandardDeviation) {
  const auto head = head_of(Pooling::kStats);
  // One descriptor is 0, 2, 0, 2: mean 1, deviation 1. One is 3 all the time.
  const auto frames =
      torch::tensor({{0.F, 3.F, 0.F}, {2.F, 3.F, 4.F}, {0.F, 3.F, 0.F}, {2.F, 3.F, 4.F}})
          .unsqueeze(0);
  const auto statistics = torch::tensor({{1.F, 3.F, 2.F, 1.F, 0.F, 2.F}});
  const auto logits = torch::matmul(statistics, weight(*head).t()) + bias(*head);
  // A deviation of nothing is taken as 1e-4, so that there is a slope.
  EXPECT_LT((head->classify(frames) - torch::log_softmax(logits, 1)).abs().max().item<double>(),
            1e-3);
  head->classify(frames).sum().backward();
  for (const auto& parameter : head->parameters()) {
    if (!parameter.grad().defined()) continue;  // attention has none without any map
    EXPECT_TRUE(torch::isfinite(parameter.grad()).all().item<bool>());
  }
}

TEST(ClipHeadTest, SoftmaxIsThePapers) {
  const auto head = head_of(Pooling::kSoftmax);
  const auto frames = descriptors();
  const auto p = frame_logits(*head, frames).exp();
  expect_close(head->classify(frames).exp(), p.sum(1) / p.sum({1, 2}).unsqueeze(1));
  expect_close(head->classify(frames), clip_log_probabilities(frame_logits(*head, frames)));
}

TEST(ClipHeadTest, OnlyTheLstmCaresForTheOrderOfFrames) {
  const auto frames = descriptors();
  const auto reversed = frames.flip({1});
  for (const auto pooling : kPoolings) {
    const auto head = head_of(pooling);
    const double change =
        (head->classify(frames) - head->classify(reversed)).abs().max().item<double>();
    if (pooling == Pooling::kLstm) {
      EXPECT_GT(change, 1e-4);
    } else {
      EXPECT_LT(change, 1e-5) << name(pooling);
    }
  }
}

TEST(ClipHeadTest, TheLstmAnswersByItsLastState) {
  const auto head = head_of(Pooling::kLstm);
  const auto frames = descriptors();
  // Step by step, with the weights of the gates i, f, g, o one below the other.
  const auto weights = head->named_parameters();
  auto hidden = torch::zeros({2, 128});
  auto cell = torch::zeros({2, 128});
  for (int t = 0; t < 4; ++t) {
    const auto gates =
        torch::matmul(frames.select(1, t), weights["classifier.lstm.weight_ih_l0"].t()) +
        weights["classifier.lstm.bias_ih_l0"] +
        torch::matmul(hidden, weights["classifier.lstm.weight_hh_l0"].t()) +
        weights["classifier.lstm.bias_hh_l0"];
    const auto gate = gates.chunk(4, 1);
    cell = torch::sigmoid(gate[1]) * cell + torch::sigmoid(gate[0]) * torch::tanh(gate[2]);
    hidden = torch::sigmoid(gate[3]) * torch::tanh(cell);
  }
  expect_close(head->classify(frames), torch::log_softmax(frame_logits(*head, hidden), 1));
}

TEST(ClipHeadTest, AttentionSeesPlacesAndBfloat16IsCloseToFloat) {
  torch::manual_seed(5);
  const auto maps = torch::randn({6, 8, 3, 3});
  for (const auto attention : kAttentions) {
    ClipHead head(8, 7, attention, Pooling::kMean);
    const auto exact = head.describe(maps);
    EXPECT_EQ(exact.size(1), attention == AttentionVariant::kNone ? 8 : 16);
    if (attention == AttentionVariant::kNone) expect_close(exact, maps.mean({2, 3}));
    const auto rough = head.describe(maps.to(torch::kBFloat16));
    EXPECT_EQ(rough.scalar_type(), torch::kFloat32);
    EXPECT_LT((rough - exact).abs().max().item<double>(), 0.05);
  }
}

}  // namespace
}  // namespace emorec::testing
