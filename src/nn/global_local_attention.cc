#include "emorec/nn/global_local_attention.h"

namespace emorec {
namespace {

constexpr int kHidden = 128;

/// A dense layer's weights for a part of its inputs, as those of a 1×1 convolution.
torch::Tensor as_convolution(const torch::Tensor& weights) {
  return weights.unsqueeze(-1).unsqueeze(-1);
}

AttendedContext attend(const torch::Tensor& attention, const torch::Tensor& context) {
  return {attention, (attention * context).sum({2, 3})};
}

}  // namespace

GlobalLocalAttention::GlobalLocalAttention(int face, int context)
    : face_(face),
      hidden_(register_module("hidden", torch::nn::Linear(face + context, kHidden))),
      norm_(register_module(
          "norm",
          torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(kHidden).eps(1e-3).momentum(0.01)))),
      score_(register_module("score", torch::nn::Linear(kHidden, 1))) {}

AttendedContext GlobalLocalAttention::forward(const torch::Tensor& face,
                                              const torch::Tensor& context) {
  // [v_f; v_ij] is multiplied in two parts: the face's is the same for all cells.
  const auto of_face =
      torch::linear(face, hidden_->weight.slice(1, 0, face_), hidden_->bias);  // N×128
  const auto of_cells =
      torch::conv2d(context, as_convolution(hidden_->weight.slice(1, face_)));  // N×128×H×W
  const auto hidden = torch::relu(of_cells + of_face.unsqueeze(-1).unsqueeze(-1));
  const auto normed = torch::relu(norm_(hidden));
  const auto scores =
      torch::conv2d(normed, as_convolution(score_->weight), score_->bias);  // N×1×H×W
  return attend(torch::softmax(scores.flatten(2), -1).view_as(scores), context);
}

AttendedContext mean_context(const torch::Tensor& context) {
  const auto scores = torch::zeros_like(context.narrow(1, 0, 1));
  return attend(torch::softmax(scores.flatten(2), -1).view_as(scores), context);
}

}  // namespace emorec
