#include "mobilefacenet.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

// Submodules carry the names of the published weights that training starts from
// (github.com/foamliu/MobileFaceNet), so that these load without a table of translations. Those
// were trained with ReLU6; here it is ReLU, for which LibTorch has a bfloat16 gradient. Fine-tuning
// absorbs the difference.

namespace emorec {
namespace nn = torch::nn;
namespace {

nn::Conv2d conv(int in, int out, int kernel, int stride = 1, int groups = 1) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel)
                        .stride(stride)
                        .padding(kernel / 2)
                        .groups(groups)
                        .bias(false));
}

/// A Sequential inside a Sequential must name the type of its forward.
class ConvBnRelu : public nn::SequentialImpl {
 public:
  ConvBnRelu(int in, int out, int kernel, int stride = 1, int groups = 1)
      : SequentialImpl(conv(in, out, kernel, stride, groups), nn::BatchNorm2d(out), nn::ReLU()) {}

  torch::Tensor forward(const torch::Tensor& x) { return SequentialImpl::forward(x); }
};

class DepthwiseSeparable : public nn::Module {
 public:
  DepthwiseSeparable(int in, int out)
      : depthwise_(register_module("depthwise", conv(in, in, 3, 1, in))),
        bn1_(register_module("bn1", nn::BatchNorm2d(in))),
        pointwise_(register_module("pointwise", conv(in, out, 1))),
        bn2_(register_module("bn2", nn::BatchNorm2d(out))) {}

  torch::Tensor forward(const torch::Tensor& x) {
    return torch::relu(bn2_(pointwise_(torch::relu(bn1_(depthwise_(x))))));
  }

 private:
  nn::Conv2d depthwise_;
  nn::BatchNorm2d bn1_;
  nn::Conv2d pointwise_;
  nn::BatchNorm2d bn2_;
};

/// Widen, filter per channel, narrow without a non-linearity; added to its input where shapes
/// agree.
class InvertedResidual : public nn::Module {
 public:
  InvertedResidual(int in, int out, int stride, int expansion)
      : adds_input_(stride == 1 && in == out),
        conv_(register_module(
            "conv",
            nn::Sequential(ConvBnRelu(in, in * expansion, 1),
                           ConvBnRelu(in * expansion, in * expansion, 3, stride, in * expansion),
                           conv(in * expansion, out, 1), nn::BatchNorm2d(out)))) {}

  torch::Tensor forward(const torch::Tensor& x) {
    const auto y = conv_->forward(x);
    return adds_input_ ? x + y : y;
  }

 private:
  bool adds_input_;
  nn::Sequential conv_;
};

struct Stage {
  int expansion, channels, repeats, stride;
};
constexpr Stage kStages[] = {
    {2, 64, 5, 2}, {4, 128, 1, 2}, {2, 128, 6, 1}, {4, 128, 1, 2}, {2, 128, 2, 1}};

}  // namespace

MobileFaceNet::MobileFaceNet()
    : stem_(register_module("conv1", std::make_shared<ConvBnRelu>(3, 64, 3, 2))),
      separable_(register_module("dw_conv", std::make_shared<DepthwiseSeparable>(64, 64))),
      bottlenecks_(register_module("features", nn::Sequential())),
      last_(register_module("conv2",
                            std::make_shared<ConvBnRelu>(128, MobileFaceNet::channels(), 1))) {
  int in = 64;
  for (const auto& stage : kStages) {
    for (int i = 0; i < stage.repeats; ++i) {
      bottlenecks_->push_back(
          InvertedResidual(in, stage.channels, i == 0 ? stage.stride : 1, stage.expansion));
      in = stage.channels;
    }
  }
}

torch::Tensor MobileFaceNet::forward(const torch::Tensor& images) {
  auto x = stem_->forward(images);                       // B×64×56×56
  x = separable_->as<DepthwiseSeparable>()->forward(x);  // B×64×56×56
  x = bottlenecks_->forward(x);                          // B×128×7×7
  return last_->forward(x);                              // B×512×7×7
}

}  // namespace emorec
