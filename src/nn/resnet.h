// Residual networks (He, Zhang, Ren, Sun 2016, arXiv 1512.03385, table 1) up to their last feature
// map. As everywhere since, the bottleneck's stride is at its 3×3 convolution.
//   18 layers  512×7×7 for a 224×224 image, 11.2 M parameters
//   50 layers  2048×7×7, 23.5 M parameters
// They shrink an image 32 times: a chip of 112 pixels gives 4×4 positions to attend to, one of 80
// 3×3.
#pragma once

#include <array>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class ResNet : public Backbone {
 public:
  enum class Block {
    kBasic,       ///< two 3×3 convolutions
    kBottleneck,  ///< 1×1, 3×3 and 1×1, the last four times as wide
  };
  static constexpr int kStages = 4;

  ResNet(Block block, const std::array<int, kStages>& repeats);
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return channels_; }
  CellGrid grid(int side) const override { return CellGrid::strided(0, 32, side); }
  int cells(int side) const override { return (side + 31) / 32; }  // padding rounds up
  int input_size() const override { return 224; }

 private:
  int channels_ = 64;
  torch::nn::Conv2d stem_;
  torch::nn::BatchNorm2d stem_norm_;
  std::array<torch::nn::Sequential, kStages> stages_;
};

}  // namespace emorec
