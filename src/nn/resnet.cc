#include "resnet.h"

// Submodules carry torchvision's names, so that its weights load without a table of translations.

namespace emorec {
namespace nn = torch::nn;
namespace {

nn::Conv2d convolution(int in, int out, int kernel, int stride = 1) {
  return nn::Conv2d(
      nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// Convolutions one after the other, added to the block's input; that is projected where the shapes
/// differ.
class Residual : public nn::Module {
 public:
  Residual(int in, int out, int stride, const std::vector<nn::Conv2d>& convolutions) {
    for (const auto& convolution : convolutions) {
      const std::string number = std::to_string(convolutions_.size() + 1);
      convolutions_.push_back(register_module("conv" + number, convolution));
      norms_.push_back(
          register_module("bn" + number, nn::BatchNorm2d(convolution->options.out_channels())));
    }
    if (stride == 1 && in == out) return;
    projection_ = register_module(
        "downsample", nn::Sequential(convolution(in, out, 1, stride), nn::BatchNorm2d(out)));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto y = norms_[0](convolutions_[0](x));
    for (std::size_t i = 1; i < convolutions_.size(); ++i) {
      y = norms_[i](convolutions_[i](torch::relu(y)));
    }
    return torch::relu(y + (projection_.is_empty() ? x : projection_->forward(x)));
  }

 private:
  std::vector<nn::Conv2d> convolutions_;
  std::vector<nn::BatchNorm2d> norms_;
  nn::Sequential projection_{nullptr};
};

constexpr int kWidening = 4;  // a bottleneck's

Residual make_block(ResNet::Block block, int in, int width, int stride) {
  if (block == ResNet::Block::kBasic) {
    return {in, width, stride, {convolution(in, width, 3, stride), convolution(width, width, 3)}};
  }
  const int out = kWidening * width;
  return {in,
          out,
          stride,
          {convolution(in, width, 1), convolution(width, width, 3, stride),
           convolution(width, out, 1)}};
}

}  // namespace

ResNet::ResNet(Block block, const std::array<int, kStages>& repeats)
    : stem_(register_module("conv1", convolution(3, channels_, 7, 2))),
      stem_norm_(register_module("bn1", nn::BatchNorm2d(channels_))) {
  int width = channels_;
  for (int stage = 0; stage < kStages; ++stage, width *= 2) {
    auto& blocks = stages_[stage];
    register_module("layer" + std::to_string(stage + 1), blocks);
    for (int i = 0; i < repeats[stage]; ++i) {
      blocks->push_back(make_block(block, channels_, width, i == 0 && stage > 0 ? 2 : 1));
      channels_ = block == Block::kBasic ? width : kWidening * width;
    }
  }
}

torch::Tensor ResNet::forward(const torch::Tensor& images) {
  auto x = torch::relu(stem_norm_(stem_(images)));                      // B×64×112×112
  x = torch::max_pool2d(x, /*kernel=*/3, /*stride=*/2, /*padding=*/1);  // B×64×56×56
  for (auto& blocks : stages_) x = blocks->forward(x);
  return x;  // B×D×7×7
}

}  // namespace emorec
