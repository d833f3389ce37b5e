#include "mobilenetv2.h"

#include <torch/nn/init.h>

// Layers carry the numbers and names of the weights that are known here ("00.conv", "01.dw"), so
// that these load without a table of translations.

namespace emorec {
namespace {

struct BlockRow {
  int expansion, channels, repeats, stride;
};
constexpr BlockRow kBlockRows[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                   {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

/// TensorFlow pads a convolution of stride 2 below and on the right alone. As a kernel of 4×4 whose
/// first row and column are 0, padded on all sides, it does the same.
torch::Tensor padded_below(const torch::nn::Conv2d& convolution, const torch::Tensor& x) {
  const auto kernel = torch::constant_pad_nd(convolution->weight, {1, 0, 1, 0});
  return torch::conv2d(x, kernel, convolution->bias, /*stride=*/2, /*padding=*/1,
                       /*dilation=*/1, convolution->options.groups());
}

}  // namespace

MobileNetV2::MobileNetV2() {
  add("conv", 3, 32, 3, 2, 1, false);
  int in = 32;
  for (const auto& stage : kBlockRows) {
    for (int i = 0; i < stage.repeats; ++i) {
      const int wide = in * stage.expansion;
      const int stride = i == 0 ? stage.stride : 1;
      if (stage.expansion > 1) add("conv", in, wide, 1, 1, 1, false);
      add("dw", wide, wide, 3, stride, wide, false);
      add("conv", wide, stage.channels, 1, 1, 1, true);
      layers_.back().adds = stride == 1 && in == stage.channels;
      in = stage.channels;
    }
  }
  add("conv", in, MobileNetV2::channels(), 1, 1, 1, false);
}

void MobileNetV2::add(const char* kind, int in, int out, int kernel, int stride, int groups,
                      bool narrows) {
  const std::string number = (layers_.size() < 10 ? "0" : "") + std::to_string(layers_.size());
  auto holder = register_module(number, std::make_shared<torch::nn::Module>());
  const auto options =
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).groups(groups);
  const auto convolution = holder->register_module(kind, torch::nn::Conv2d(options));
  torch::nn::init::kaiming_normal_(convolution->weight);  // no batch norm keeps a signal's strength
  layers_.push_back({convolution, narrows});
}

torch::Tensor MobileNetV2::forward(const torch::Tensor& images) {
  torch::Tensor x = images;
  torch::Tensor begun;  // what the present block began with
  for (auto& layer : layers_) {
    const bool shrinks = layer.convolution->options.stride()->at(0) == 2;
    x = shrinks ? padded_below(layer.convolution, x) : layer.convolution(x);
    if (!layer.narrows) {
      x = torch::clamp(x, 0, 6);
      continue;
    }
    if (layer.adds) x = x + begun;
    begun = x;
  }
  return x;
}

}  // namespace emorec
