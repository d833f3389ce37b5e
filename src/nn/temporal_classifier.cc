#include "emorec/nn/temporal_classifier.h"

#include <torch/nn/modules/linear.h>

namespace emorec {
namespace {

constexpr int kHidden = 128;  // the LSTM's

/// The frames' standard deviation, for each of them: B×T×D → B×T×D.
torch::Tensor deviation(const torch::Tensor& descriptors) {
  constexpr double kTiny = 1e-8;  // the root has no slope at 0
  const auto variance = descriptors.var(1, /*unbiased=*/false, /*keepdim=*/true);
  return (variance + kTiny).sqrt().expand_as(descriptors);
}

/// N rows → B×T×…, in float.
torch::Tensor by_clip(const torch::Tensor& rows, std::int64_t frames) {
  return rows.to(torch::kFloat32).unflatten(0, {-1, frames});
}

}  // namespace

TemporalClassifier::TemporalClassifier(std::int64_t inputs, std::size_t labels, Pooling pooling,
                                       double dropout)
    : pooling_(pooling), dropout_(register_module("dropout", torch::nn::Dropout(dropout))) {
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

torch::Tensor TemporalClassifier::of_frames(const torch::Tensor& descriptors) {
  if (is_of_frames(pooling_)) return forward(dropout_(descriptors));
  return forward(by_clip(descriptors, 1)).squeeze(1);
}

torch::Tensor TemporalClassifier::of_clips(const FrameOutputs& outputs, std::int64_t frames) {
  if (is_of_frames(pooling_)) return by_clip(outputs.logits, frames);
  return forward(dropout_(by_clip(outputs.descriptor, frames)));
}

}  // namespace emorec
