// The part of a frozen network that is convolutions, max pooling, ReLU and additions, as a list of
// layers: what oneDNN computes faster by itself than through LibTorch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <torch/csrc/jit/ir/ir.h>
#include <torch/types.h>

namespace emorec {

/// A convolution with what follows it, or max pooling. Takes and gives values, which are numbered:
/// 0 is the picture, n+1 what layer n gives.
struct Layer {
  int input = 0;
  std::optional<int> added;  ///< to the result, before the ReLU; nothing else needs it from then on
  bool relu = false;
  std::optional<double> ceiling;  ///< the ReLU's: 6 for ReLU6
  torch::Tensor weight;           ///< O×(I/groups)×H×W; undefined for max pooling
  torch::Tensor bias;             ///< O, or undefined
  std::int64_t groups = 1;
  std::vector<std::int64_t> kernel, stride, padding, dilation;  ///< height, width
};

struct LayerPlan {
  std::vector<Layer> layers;
  std::vector<int> results;  ///< the values that the rest of the network takes
};

/// Takes the layers that follow one of a frozen graph's inputs, which is pictures. What is left of
/// the graph takes the plan's results as further inputs.
LayerPlan take_layers(torch::jit::Graph& graph, std::size_t input);

}  // namespace emorec
