// The linear classifier of a clip's frames, with what some ways of pooling make it see of the
// others.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/rnn.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/pooling.h"

namespace emorec {

/// Gives o(t,c) such that `pool_logits` makes the clip's logits of them:
///   stats: W·[d(t) ⊕ σ] + b, σ being the descriptors' standard deviation over the clip. Their mean
///          over t is W·[mean ⊕ σ] + b.
///   lstm:  W·h(t) + b, h(t) being the hidden state after frame t.
///   else:  W·d(t) + b.
class TemporalClassifier : public torch::nn::Module {
 public:
  /// `dropout` is of descriptors, in training only, where `of_frames` and `of_clips` are asked.
  TemporalClassifier(std::int64_t inputs, std::size_t labels, Pooling pooling, double dropout = 0);

  /// Descriptors B×T×inputs of T frames in order → logits B×T×labels. Where frames are classified
  /// each by itself, any shape that ends with the inputs will do.
  torch::Tensor forward(const torch::Tensor& descriptors);

  /// Descriptors T×inputs → logits T×labels of frames that are clips of their own.
  torch::Tensor of_frames(const torch::Tensor& descriptors);

  /// `FrameNetwork::clip_logits` of outputs whose logits are `of_frames`.
  torch::Tensor of_clips(const FrameOutputs& outputs, std::int64_t frames);

  LinearHead head() const { return {weight_, bias_}; }

 private:
  torch::Tensor features(const torch::Tensor& descriptors);

  Pooling pooling_;
  torch::nn::Dropout dropout_;
  torch::nn::LSTM lstm_{nullptr};
  torch::Tensor weight_;
  torch::Tensor bias_;
};

}  // namespace emorec
