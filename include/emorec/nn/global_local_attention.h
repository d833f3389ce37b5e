// Global-local attention: where in what surrounds a face to look, by what the face looks like.
//
// Le et al. 2021 (arXiv 2111.04129, section 3.2). v_f is the face's descriptor, v_ij the context's
// feature map at cell (i, j):
//   a = softmax over all cells of dense1(relu(norm(relu(dense128([v_f; v_ij])))))
//   v_c = Σ a_ij · v_ij
// The batch norm between is the authors' program's, not the paper's.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

namespace emorec {

struct AttendedContext {
  torch::Tensor attention;   ///< N×1×H×W, sums to 1
  torch::Tensor descriptor;  ///< v_c, N×D
};

class GlobalLocalAttention : public torch::nn::Module {
 public:
  /// For descriptors of `face` and feature maps of `context` channels.
  GlobalLocalAttention(int face, int context);

  /// v_f, N×face, and feature maps N×context×H×W.
  AttendedContext forward(const torch::Tensor& face, const torch::Tensor& context);

 private:
  int face_;
  torch::nn::Linear hidden_;
  torch::nn::BatchNorm2d norm_;
  torch::nn::Linear score_;
};

/// The plain average over the cells, as if each were as telling.
AttendedContext mean_context(const torch::Tensor& context);

}  // namespace emorec
