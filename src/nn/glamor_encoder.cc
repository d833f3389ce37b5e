#include "glamor_encoder.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/pooling.h>

namespace emorec {
namespace nn = torch::nn;

GlamorEncoder::GlamorEncoder() : blocks_(register_module("blocks", nn::Sequential())) {
  constexpr int kWidths[] = {32, 64, 128, 256, 256};
  int in = 3;
  for (const int out : kWidths) {
    const bool last = blocks_->size() == 4 * (std::size(kWidths) - 1);
    blocks_->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1)));
    // Keras's momentum of 0.99 is 0.01 in LibTorch's sense.
    blocks_->push_back(nn::BatchNorm2d(nn::BatchNorm2dOptions(out).eps(1e-3).momentum(0.01)));
    blocks_->push_back(nn::ReLU());
    if (!last) blocks_->push_back(nn::MaxPool2d(nn::MaxPool2dOptions(2).stride(2)));
    in = out;
  }
}

torch::Tensor GlamorEncoder::forward(const torch::Tensor& images) {
  return blocks_->forward(images);
}

}  // namespace emorec
