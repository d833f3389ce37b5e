// Spatial attention: K weighted averages of a feature map instead of the plain one.
//
// Aminbeidokhti et al. 2019 (arXiv 1910.01254). X is the feature map of one frame, D×L with L =
// H·W:
//   V1 ("structured")    A = softmax over L of W2·tanh(W1·X + b1)   W1: D×D with b1, W2: K×D
//   V2 ("single layer")  A = softmax over L of tanh(W·X)            W: K×D
//   descriptor = A·Xᵀ, the K averages one after the other.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>

#include "emorec/nn/attention_variant.h"

namespace emorec {

struct AttendedMaps {
  torch::Tensor attention;   ///< B×K×L, each row sums to 1
  torch::Tensor descriptor;  ///< B×(K·D)
};

class SpatialAttention : public torch::nn::Module {
 public:
  /// `heads` is K; it must be 1 for kNone.
  SpatialAttention(AttentionVariant variant, int channels, int heads);

  /// Feature maps B×D×H×W.
  AttendedMaps forward(const torch::Tensor& feature_maps);

  int heads() const { return heads_; }

 private:
  torch::Tensor scores(const torch::Tensor& feature_maps);  // B×K×L, before the softmax

  AttentionVariant variant_;
  int heads_;
  torch::nn::Conv2d hidden_{nullptr};  // W1, b1
  torch::nn::Conv2d score_{nullptr};   // W2 (V1) or W (V2)
};

/// ‖A·Aᵀ − I‖_F averaged over the batch, with A: B×K×L. Small when heads look at different single
/// places. The norm is not squared, as in the paper.
torch::Tensor attention_penalty(const torch::Tensor& attention);

}  // namespace emorec
