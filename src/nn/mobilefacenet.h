// MobileFaceNet (Chen, Liu, Gao, Han 2018, arXiv 1804.07573, table 1) up to its last feature map:
// 512×7×7 for a 112×112 face, 0.95 M parameters. The embedding layers after it (global depthwise
// convolution, 128-d) serve identity and are left out.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class MobileFaceNet : public Backbone {
 public:
  MobileFaceNet();
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return 512; }
  CellGrid grid(int side) const override { return CellGrid::strided(0, 16, side); }
  int cells(int side) const override { return (side + 15) / 16; }  // padding rounds up
  int input_size() const override { return 112; }

 private:
  std::shared_ptr<torch::nn::SequentialImpl> stem_;
  std::shared_ptr<torch::nn::Module> separable_;
  torch::nn::Sequential bottlenecks_;
  std::shared_ptr<torch::nn::SequentialImpl> last_;
};

}  // namespace emorec
