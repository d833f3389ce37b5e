// The encoder of GLAMOR-Net (Le et al. 2021, arXiv 2111.04129, section 3.2, and the authors' public
// configuration): five convolutions, each with batch norm and ReLU, the first four with max
// pooling. 256×6×6 for a picture of 96 pixels, 256×7×7 for one of 112; 981,440 values.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class GlamorEncoder : public Backbone {
 public:
  GlamorEncoder();
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return 256; }
  // Four times, two pixels become one, whose middle is between theirs.
  CellGrid grid(int side) const override { return CellGrid::strided(7.5, 16, side); }
  int cells(int side) const override { return side / 16; }
  int input_size() const override { return 96; }

 private:
  torch::nn::Sequential blocks_;
};

}  // namespace emorec
