#include "emorec/nn/frame_network.h"

#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include "emorec/core/emotion.h"
#include "emorec/nn/backbone.h"
#include "emorec/nn/spatial_attention.h"

namespace emorec {
namespace {

/// Backbone → spatial attention → linear classifier (arXiv 1910.01254).
class SpatialAttentionNetwork : public FrameNetwork {
 public:
  explicit SpatialAttentionNetwork(const ModelConfig& config)
      : backbone_(register_module("backbone", make_backbone(config.backbone))),
        attention_(register_module("attention", std::make_shared<SpatialAttention>(
                                                    parse_attention_variant(config.attention),
                                                    backbone_->channels(), config.heads))),
        dropout_(register_module("dropout", torch::nn::Dropout(config.dropout))),
        classifier_(register_module(
            "classifier", torch::nn::Linear(backbone_->channels() * config.heads, kEmotionCount))) {
  }

  FrameOutputs forward(const ClipTensors& clip) override {
    const auto maps = backbone_->forward(clip.faces);  // T×D×H×W
    const auto attended = attention_->forward(maps);
    const auto logits = classifier_(dropout_(attended.descriptor));  // T×7
    // By shape, not by numbers: a trace holds for any size.
    const auto as_maps = maps.narrow(1, 0, attended.attention.size(1));
    return {logits, attended.attention.view_as(as_maps), attended.descriptor};
  }

 private:
  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<SpatialAttention> attention_;
  torch::nn::Dropout dropout_;
  torch::nn::Linear classifier_;
};

}  // namespace

std::shared_ptr<FrameNetwork> make_network(const ModelConfig& config) {
  config.validate();
  return std::make_shared<SpatialAttentionNetwork>(config);
}

}  // namespace emorec
