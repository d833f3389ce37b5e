#include "emorec/nn/temporal_classifier.h"

#include <torch/torch.h>

namespace emorec {
namespace {

constexpr int kHidden = 128;  // of the LSTM

/// The frames' standard deviation, for each of them: B×T×D → B×T×D.
torch::Tensor deviation(const torch::Tensor& descriptors) {
  constexpr double kTiny = 1e-8;  // the root has no slope at 0
  const auto variance = descriptors.var(1, /*unbiased=*/false, /*keepdim=*/true);
  return (variance + kTiny).sqrt().expand_as(descriptors);
}

}  // namespace

TemporalClassifier::TemporalClassifier(std::int64_t inputs, std::size_t labels, Pooling pooling)
    : pooling_(pooling) {
  if (pooling == Pooling::kLstm) {
    lstm_ = register_module(
        "lstm", torch::nn::LSTM(torch::nn::LSTMOptions(inputs, kHidden).batch_first(true)));
    inputs = kHidden;
  }
  if (pooling == Pooling::kStats) inputs *= 2;
  const torch::nn::Linear linear(inputs,
                                 static_cast<std::int64_t>(labels));  // for its first weights
  weight_ = register_parameter("weight", linear->weight);
  bias_ = register_parameter("bias", linear->bias);
}

torch::Tensor TemporalClassifier::features(const torch::Tensor& descriptors) {
  if (pooling_ == Pooling::kStats) return torch::cat({descriptors, deviation(descriptors)}, -1);
  if (pooling_ == Pooling::kLstm) return std::get<0>(lstm_(descriptors));
  return descriptors;
}

torch::Tensor TemporalClassifier::forward(const torch::Tensor& descriptors) {
  return torch::linear(features(descriptors), weight_, bias_);
}

}  // namespace emorec
