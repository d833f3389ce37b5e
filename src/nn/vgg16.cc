#include "vgg16.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/pooling.h>

namespace emorec {
namespace nn = torch::nn;
namespace {

constexpr int kPool = 0;
constexpr int kLayers[] = {64,    64,  kPool, 128, 128,   kPool, 256, 256, 256,
                           kPool, 512, 512,   512, kPool, 512,   512, 512, kPool};

}  // namespace

// Layers are numbered as in the widely used `.features` list, so that its weights load by name.
Vgg16::Vgg16() : features_(register_module("features", nn::Sequential())) {
  int in = 3;
  for (const int out : kLayers) {
    if (out == kPool) {
      features_->push_back(nn::MaxPool2d(nn::MaxPool2dOptions(2).stride(2)));
      continue;
    }
    features_->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1)));
    features_->push_back(nn::ReLU());
    in = out;
  }
}

torch::Tensor Vgg16::forward(const torch::Tensor& images) { return features_->forward(images); }

}  // namespace emorec
