// What moves which way, of pictures of motion (`motion_picture`): the flow is told apart by eight
// directions, as in histograms of flow (Laptev et al. 2008, CVPR, doi 10.1109/cvpr.2008.4587756),
// and three convolutions of stride 2, ours, follow: 128×7×7 for a picture of 56 pixels. It knows
// nothing until it is trained: no network of human action is public that would be small enough to
// come with this program.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include "emorec/nn/backbone.h"

namespace emorec {

class MotionNet : public Backbone {
 public:
  MotionNet();
  torch::Tensor forward(const torch::Tensor& images) override;
  int channels() const override { return 128; }
  CellGrid grid(int side) const override { return CellGrid::strided(0, 8, side); }
  int cells(int side) const override { return (side + 7) / 8; }
  int input_size() const override { return 56; }

 private:
  torch::nn::Sequential layers_;
};

/// Flow by directions: of B×3×H×W (change of light, down, right; 0 at rest) B×9×H×W, the change of
/// light and, for each direction k·45° from right over down, m·max(0, (cos δ − cos 45°)/(1 − cos
/// 45°)) of a flow of length m that lies δ off it.
torch::Tensor flow_by_direction(const torch::Tensor& images);

}  // namespace emorec
