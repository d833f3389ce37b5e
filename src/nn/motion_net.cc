#include "motion_net.h"

#include <cmath>

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace emorec {
namespace {

constexpr int kDirections = 8;

}  // namespace

torch::Tensor flow_by_direction(const torch::Tensor& images) {
  const auto light = images.narrow(1, 0, 1);
  const auto down = images.narrow(1, 1, 1);
  const auto right = images.narrow(1, 2, 1);
  const auto length = (down.square() + right.square()).sqrt();
  std::vector<torch::Tensor> channels{light};
  for (int k = 0; k < kDirections; ++k) {
    const double angle = 2 * M_PI * k / kDirections;
    const double widest = std::cos(2 * M_PI / kDirections);
    const auto along = right * std::cos(angle) + down * std::sin(angle);
    channels.push_back(torch::relu(along - length * widest) / (1 - widest));
  }
  return torch::cat(channels, 1);
}

MotionNet::MotionNet() : layers_(register_module("layers", torch::nn::Sequential())) {
  int in = 1 + kDirections;
  for (const int out : {32, 64, MotionNet::channels()}) {
    layers_->push_back(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(2).padding(1).bias(false)));
    layers_->push_back(torch::nn::BatchNorm2d(out));
    layers_->push_back(torch::nn::ReLU());
    in = out;
  }
}

torch::Tensor MotionNet::forward(const torch::Tensor& images) {
  return layers_->forward(flow_by_direction(images));
}

}  // namespace emorec
