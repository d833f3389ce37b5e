// What every network of the project is to the rest of it: tensors of a clip's frames in, logits and
// attention per frame out, of which temporal_pooling.h makes the clip's answer.
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>

#include "emorec/nn/map_spec.h"
#include "emorec/nn/model_config.h"

namespace emorec {

/// T frames as a network takes them: one tensor T×3×H×W for each of its views, normalised, in the
/// network's order.
using ViewTensors = std::vector<torch::Tensor>;

struct FrameOutputs {
  torch::Tensor logits;             ///< T×C, of each frame as if it were a clip of its own
  std::vector<torch::Tensor> maps;  ///< the attention, each T×K×H×W, of which all K sum to 1
  torch::Tensor descriptor = {};    ///< T×D, what the classifier sees
  torch::Tensor shares = {};  ///< T×V, how much each view counts, sum 1; undefined if unknown
  std::vector<torch::Tensor> words = {};  ///< T×M of each stream that knows any, before a softmax
};

/// The layer that ends in logits. Temperature, prior and importance of frames are changes of it.
struct LinearHead {
  torch::Tensor weight;  ///< C×D
  torch::Tensor bias;    ///< C
};

class FrameNetwork : public torch::nn::Module {
 public:
  virtual FrameOutputs forward(const ViewTensors& views) = 0;

  /// The network's own tensors, not copies.
  virtual LinearHead head() = 0;

  /// For each view, the part that starts from weights that another task has trained, under the
  /// names that files of these have, and learns at a rate of its own.
  virtual std::vector<torch::nn::Module*> backbones() = 0;

  /// For networks of several views: a descriptor T×D of each view by itself, so that its backbone
  /// can learn apart from the others first. None for one view.
  virtual std::vector<torch::Tensor> alone(const ViewTensors& views);

  /// D of each of them.
  virtual std::vector<int> depths() const;

  /// Its attention maps over views like these.
  virtual std::vector<MapSpec> maps(const std::vector<ViewSpec>& views) const = 0;

  /// The outputs for all frames of clips of T frames, one clip after the other → o(t,c), B×T×C in
  /// float. Other than their logits if the pooling is one that makes a frame's depend on the
  /// others.
  virtual torch::Tensor clip_logits(const FrameOutputs& outputs, std::int64_t frames);

  /// How much each of them counts, B×T, sum 1; undefined if the pooling tells it.
  virtual torch::Tensor clip_importance(const FrameOutputs& outputs, std::int64_t frames);
};

/// The network that a configuration describes, with random weights.
/// @throws Error{kModel} for an unknown architecture, backbone or attention.
std::shared_ptr<FrameNetwork> make_network(const ModelConfig& config);

}  // namespace emorec
