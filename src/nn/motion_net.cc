#include "motion_net.h"

#include <torch/torch.h>

namespace emorec {

MotionNet::MotionNet() : layers_(register_module("layers", torch::nn::Sequential())) {
  int in = 3;
  for (const int out : {32, 64, MotionNet::channels()}) {
    layers_->push_back(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(2).padding(1).bias(false)));
    layers_->push_back(torch::nn::BatchNorm2d(out));
    layers_->push_back(torch::nn::ReLU());
    in = out;
  }
}

}  // namespace emorec
