// MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381, table 2) up to its last feature map: 1280×7×7
// for a picture of 224 pixels, 2.2 M parameters. It knows objects, not faces. Batch norm is folded
// into the convolutions, as in the weights of TensorFlow that training starts from.
#pragma once

#include <vector>

#include <torch/nn/modules/conv.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class MobileNetV2 : public Backbone {
 public:
  MobileNetV2();
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return 1280; }
  // A convolution of stride 2 begins at the first pixel and ends one beyond the last.
  CellGrid grid(int side) const override { return CellGrid::strided(31, 32, side); }
  int cells(int side) const override { return side / 32; }
  int input_size() const override { return 224; }

 private:
  struct Layer {
    torch::nn::Conv2d convolution{nullptr};
    bool narrows = false;  ///< ends a block: without a ReLU
    bool adds = false;     ///< and is added to what the block began with
  };

  void add(const char* kind, int in, int out, int kernel, int stride, int groups, bool narrows);

  std::vector<Layer> layers_;
};

}  // namespace emorec
