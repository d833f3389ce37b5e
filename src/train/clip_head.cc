#include "clip_head.h"

#include <torch/torch.h>

#include "emorec/core/emotion.h"
#include "emorec/nn/temporal_pooling.h"

#include "autocast.h"

namespace emorec {
namespace {

constexpr int kHeads = 2;
constexpr int kHidden = 128;  // of the LSTM

int heads_of(AttentionVariant attention) {
  return attention == AttentionVariant::kNone ? 1 : kHeads;
}

/// Mean ⊕ standard deviation over time: B×T×D → B×2D.
torch::Tensor statistics(const torch::Tensor& descriptors) {
  constexpr double kTiny = 1e-8;  // the root has no slope at 0
  const auto variance = descriptors.var(1, /*unbiased=*/false);
  return torch::cat({descriptors.mean(1), (variance + kTiny).sqrt()}, 1);
}

}  // namespace

ClipHead::ClipHead(int channels, AttentionVariant attention, ClipPooling pooling)
    : pooling_(pooling),
      attention_(register_module("attention", std::make_shared<SpatialAttention>(
                                                  attention, channels, heads_of(attention)))) {
  std::int64_t inputs = static_cast<std::int64_t>(channels) * heads_of(attention);
  if (pooling == ClipPooling::kLstm) {
    lstm_ = register_module(
        "lstm", torch::nn::LSTM(torch::nn::LSTMOptions(inputs, kHidden).batch_first(true)));
    inputs = kHidden;
  }
  if (pooling == ClipPooling::kStats) inputs *= 2;
  classifier_ = register_module("classifier", torch::nn::Linear(inputs, kEmotionCount));
}

torch::Tensor ClipHead::describe(const torch::Tensor& maps) {
  const Autocast autocast(maps.scalar_type() == torch::kBFloat16, maps.device());
  return attention_->forward(maps).descriptor.to(torch::kFloat32);
}

torch::Tensor ClipHead::pooled(const torch::Tensor& descriptors) {
  switch (pooling_) {
    case ClipPooling::kMean:
      return classifier_(descriptors).mean(1);
    case ClipPooling::kMax:
      return classifier_(descriptors).amax(1);
    case ClipPooling::kStats:
      return classifier_(statistics(descriptors));
    case ClipPooling::kSoftmax:
      return clip_log_probabilities(classifier_(descriptors));
    case ClipPooling::kLstm:
      break;
  }
  return classifier_(std::get<0>(lstm_(descriptors)).select(1, -1));
}

torch::Tensor ClipHead::classify(const torch::Tensor& descriptors) {
  // Of the paper's pooling this changes nothing: its sum is 1 already.
  return torch::log_softmax(pooled(descriptors), 1);
}

}  // namespace emorec
