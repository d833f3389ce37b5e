// SqueezeNet 1.1 (Iandola et al. 2016, arXiv 1602.07360) up to its last feature map, 512×13×13 for
// a picture of 224 pixels, as github.com/urbste/squeezenet_places365 has it: batch norm folded into
// the convolutions, each followed by a leaky ReLU. With these weights it knows places.
#pragma once

#include <vector>

#include <torch/nn/modules/conv.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class SqueezeNet : public Backbone {
 public:
  SqueezeNet();
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return 512; }
  // Each halving but the first, which is padded, begins at the first cell's middle and rounds down.
  CellGrid grid(int side) const override { return CellGrid::strided(14, 16, side); }
  int cells(int side) const override;
  int input_size() const override { return 224; }
  double word_slope() const override;

 private:
  struct Fire {
    torch::nn::Conv2d squeeze{nullptr};
    torch::nn::Conv2d narrow{nullptr};
    torch::nn::Conv2d wide{nullptr};
  };

  torch::nn::Conv2d first_;
  std::vector<Fire> fires_;
};

}  // namespace emorec
