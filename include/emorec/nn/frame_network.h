// What every network of the project is to the rest of it: tensors of a clip's frames in, logits and
// attention per frame out. Pooling over time works on the logits alone.
#pragma once

#include <memory>

#include <torch/nn/module.h>

#include "emorec/nn/model_config.h"

namespace emorec {

/// Inputs of T frames. A network reads the members that it needs.
struct ClipTensors {
  torch::Tensor faces;  ///< T×3×S×S, normalised
};

struct FrameOutputs {
  torch::Tensor logits;           ///< T×7
  torch::Tensor attention;        ///< T×K×H×W, each map sums to 1
  torch::Tensor descriptor = {};  ///< T×(K·D), what the classifier sees; for training
};

class FrameNetwork : public torch::nn::Module {
 public:
  virtual FrameOutputs forward(const ClipTensors& clip) = 0;
};

/// The network that a configuration describes, with random weights.
/// @throws Error{kModel} for an unknown backbone or attention.
std::shared_ptr<FrameNetwork> make_network(const ModelConfig& config);

}  // namespace emorec
