// What every network of the project is to the rest of it: tensors of a clip's frames in, logits and
// attention per frame out, of which temporal_pooling.h makes the clip's answer.
#pragma once

#include <memory>

#include <torch/nn/module.h>

#include "emorec/nn/cell_grid.h"
#include "emorec/nn/model_config.h"

namespace emorec {

/// Inputs of T frames. A network reads the members that it needs.
struct ClipTensors {
  torch::Tensor faces;  ///< T×3×S×S, normalised
};

struct FrameOutputs {
  torch::Tensor logits;           ///< T×7, of each frame as if it were a clip of its own
  torch::Tensor attention;        ///< T×K×H×W, each map sums to 1
  torch::Tensor descriptor = {};  ///< T×(K·D), what the classifier sees
};

class FrameNetwork : public torch::nn::Module {
 public:
  virtual FrameOutputs forward(const ClipTensors& clip) = 0;

  /// Of the attention maps.
  virtual CellGrid grid() const = 0;

  /// The outputs for all frames of clips of T frames, one clip after the other → o(t,c), B×T×7 in
  /// float. Other than their logits if the pooling is one that makes a frame's depend on the
  /// others.
  virtual torch::Tensor clip_logits(const FrameOutputs& outputs, std::int64_t frames);
};

/// The network that a configuration describes, with random weights.
/// @throws Error{kModel} for an unknown backbone or attention.
std::shared_ptr<FrameNetwork> make_network(const ModelConfig& config);

}  // namespace emorec
