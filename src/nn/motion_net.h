// Three convolutions of stride 2, ours, for pictures of motion (`motion_picture`): 128×7×7 for one
// of 56 pixels. It knows nothing until it is trained: no network of human action is public that
// would be small enough to come with this program.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class MotionNet : public Backbone {
 public:
  MotionNet();
  torch::Tensor forward(const torch::Tensor& images) override { return layers_->forward(images); }
  int channels() const override { return 128; }
  CellGrid grid(int side) const override { return CellGrid::strided(0, 8, side); }
  int cells(int side) const override { return (side + 7) / 8; }
  int input_size() const override { return 56; }

 private:
  torch::nn::Sequential layers_;
};

}  // namespace emorec
