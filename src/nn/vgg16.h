// VGG-16 (Simonyan and Zisserman 2015, configuration D) up to its last feature map: 512×7×7 for a
// 224×224 image, 14.7 M parameters. The paper's backbone.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class Vgg16 : public Backbone {
 public:
  Vgg16();
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return 512; }
  CellGrid grid(int side) const override { return CellGrid::strided(15.5, 32, side); }
  int cells(int side) const override { return side / 32; }  // pooling rounds down
  int input_size() const override { return 224; }

 private:
  torch::nn::Sequential features_;
};

}  // namespace emorec
