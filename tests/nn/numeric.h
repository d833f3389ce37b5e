// Independent numbers for tests: finite differences, and networks that are not trivial.
#pragma once

#include <cmath>
#include <functional>

#include <gtest/gtest.h>
#include <torch/nn/init.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/utils.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"

namespace emorec::testing {

inline torch::Tensor random_double(c10::IntArrayRef shape) {
  return torch::randn(shape, torch::kFloat64);
}

/// Every element's derivative of the scalar function against central differences, in double.
inline void expect_gradient(const std::function<torch::Tensor(const torch::Tensor&)>& function,
                            const torch::Tensor& at) {
  const auto x = at.clone().set_requires_grad(true);
  function(x).backward();
  const auto gradient = x.grad().flatten();
  const torch::NoGradGuard no_grad;
  const double step = 1e-5;
  for (std::int64_t i = 0; i < at.numel(); ++i) {
    const auto moved = [&](double by) {
      auto point = at.clone().contiguous();
      point.flatten()[i] += by;  // a view: `point` moves with it
      return function(point).item<double>();
    };
    const double expected = (moved(step) - moved(-step)) / (2 * step);
    EXPECT_NEAR(gradient[i].item<double>(), expected, 1e-7) << "element " << i;
  }
}

/// max |a − b|, infinite if shapes differ.
inline double distance(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) return INFINITY;
  return (a - b).abs().max().item<double>();
}

/// Gives a network weights and statistics as training leaves them, instead of those it is born
/// with: answers depend on the input and are of ordinary size. `run` does one forward pass.
inline void make_lively(torch::nn::Module& network, const std::function<void()>& run) {
  const torch::NoGradGuard no_grad;
  for (const auto& module : network.modules()) {
    if (auto* conv = module->as<torch::nn::Conv2d>()) {
      torch::nn::init::kaiming_normal_(conv->weight);  // keeps a signal's strength
    }
    if (auto* norm = module->as<torch::nn::BatchNorm2d>()) {
      norm->weight.uniform_(0.5, 1.5);
      norm->bias.normal_(0, 0.3);
      norm->options.momentum(1);  // the statistics of the next batch
    }
  }
  network.train();
  run();
  network.eval();
}

/// In evaluation mode, the same weights for the same seed.
inline Model random_model(const ModelConfig& config, std::uint64_t seed = 1) {
  torch::manual_seed(seed);
  Model model{config, make_network(config)};
  const int side = config.face().size;
  make_lively(*model.network, [&] { model.network->forward({torch::randn({4, 3, side, side})}); });
  return model;
}

/// MobileFaceNet for chips of few pixels, which is fast.
inline ModelConfig small_config(int side = 48) {
  ModelConfig config;
  config.face().size = side;
  return config;
}

}  // namespace emorec::testing
