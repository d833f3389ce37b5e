#include "squeezenet.h"

#include <torch/nn/init.h>

namespace emorec {
namespace {

constexpr double kSlope = 0.55;  // the leaky ReLUs'

struct FireRow {
  int squeezed, out;
  bool halves;  // a max pooling comes before it
};
constexpr FireRow kFireRows[] = {{16, 128, true},  {16, 128, false}, {32, 256, true},
                                 {32, 256, false}, {48, 384, true},  {48, 384, false},
                                 {64, 512, false}, {64, 512, false}};

torch::nn::Conv2d leaky_convolution(int in, int out, int kernel, int stride = 1) {
  torch::nn::Conv2d layer(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2));
  torch::nn::init::kaiming_normal_(layer->weight, kSlope);
  return layer;
}

torch::Tensor active(torch::nn::Conv2d& layer, const torch::Tensor& x) {
  return torch::leaky_relu(layer(x), kSlope);
}

}  // namespace

SqueezeNet::SqueezeNet() : first_(register_module("conv1", leaky_convolution(3, 64, 3, 2))) {
  int in = 64;
  for (const auto& row : kFireRows) {
    auto holder = register_module("fire" + std::to_string(fires_.size() + 2),
                                  std::make_shared<torch::nn::Module>());
    const auto add = [&](const char* name, int from, int to, int kernel) {
      return holder->register_module(name, leaky_convolution(from, to, kernel));
    };
    const int half = row.out / 2;
    fires_.push_back({add("squeeze1x1", in, row.squeezed, 1),
                      add("expand1x1", row.squeezed, half, 1),
                      add("expand3x3", row.squeezed, half, 3)});
    in = row.out;
  }
}

torch::Tensor SqueezeNet::forward(const torch::Tensor& images) {
  torch::Tensor x = active(first_, images);
  for (std::size_t i = 0; i < fires_.size(); ++i) {
    if (kFireRows[i].halves) x = torch::max_pool2d(x, 3, 2);
    const auto squeezed = active(fires_[i].squeeze, x);
    x = torch::cat({active(fires_[i].narrow, squeezed), active(fires_[i].wide, squeezed)}, 1);
  }
  return x;
}

int SqueezeNet::cells(int side) const {
  int cells = (side + 1) / 2;
  for (int i = 0; i < 3; ++i) cells = (cells - 3) / 2 + 1;
  return cells;
}

double SqueezeNet::word_slope() const { return kSlope; }

}  // namespace emorec
