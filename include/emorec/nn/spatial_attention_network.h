// Backbone → spatial attention → linear classifier (arXiv 1910.01254, figure 1).
#pragma once

#include "emorec/nn/backbone.h"
#include "emorec/nn/frame_network.h"
#include "emorec/nn/spatial_attention.h"

namespace emorec {

class TemporalClassifier;
struct Model;

/// Takes one view, the face chip.
class SpatialAttentionNetwork : public FrameNetwork {
 public:
  explicit SpatialAttentionNetwork(const ModelConfig& config);

  FrameOutputs forward(const ViewTensors& views) override;
  LinearHead head() override;
  std::vector<torch::nn::Module*> backbones() override { return {backbone_.get()}; }
  std::vector<MapSpec> maps(const std::vector<ViewSpec>& views) const override;
  torch::Tensor clip_logits(const FrameOutputs& outputs, std::int64_t frames) override;

  Backbone& backbone() { return *backbone_; }
  SpatialAttention& attention() { return *attention_; }

 private:
  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<SpatialAttention> attention_;
  std::shared_ptr<TemporalClassifier> classifier_;
};

/// The network of a model of this kind, for studies of its parts.
/// @throws Error{kUsage} if it is of another.
SpatialAttentionNetwork& spatial_attention_network(const Model& model);

}  // namespace emorec
