#include "emorec/nn/frame_network.h"

#include <torch/nn/modules/dropout.h>

#include "emorec/nn/backbone.h"
#include "emorec/nn/spatial_attention.h"
#include "emorec/nn/temporal_classifier.h"

namespace emorec {
namespace {

/// N rows → B×T×…, in float.
torch::Tensor by_clip(const torch::Tensor& rows, std::int64_t frames) {
  return rows.to(torch::kFloat32).unflatten(0, {-1, frames});
}

/// Backbone → spatial attention → linear classifier (arXiv 1910.01254).
class SpatialAttentionNetwork : public FrameNetwork {
 public:
  explicit SpatialAttentionNetwork(const ModelConfig& config)
      : backbone_(register_module("backbone", make_backbone(config.backbone))),
        attention_(register_module("attention", std::make_shared<SpatialAttention>(
                                                    parse_attention_variant(config.attention),
                                                    backbone_->channels(), config.heads))),
        dropout_(register_module("dropout", torch::nn::Dropout(config.dropout))),
        pooling_(config.pooling),
        classifier_(register_module(
            "classifier", std::make_shared<TemporalClassifier>(backbone_->channels() * config.heads,
                                                               config.labels.size(), pooling_))) {}

  FrameOutputs forward(const ClipTensors& clip) override {
    const auto maps = backbone_->forward(clip.faces);  // T×D×H×W
    const auto attended = attention_->forward(maps);
    const auto logits = logits_of(attended.descriptor);
    // By shape, not by numbers: a trace holds for any size.
    const auto as_maps = maps.narrow(1, 0, attended.attention.size(1));
    return {logits, attended.attention.view_as(as_maps), attended.descriptor};
  }

  CellGrid grid() const override { return backbone_->grid(); }

  torch::Tensor clip_logits(const FrameOutputs& outputs, std::int64_t frames) override {
    if (is_of_frames(pooling_)) return FrameNetwork::clip_logits(outputs, frames);
    return classifier_->forward(dropout_(by_clip(outputs.descriptor, frames)));
  }

 private:
  /// T×7.
  torch::Tensor logits_of(const torch::Tensor& descriptors) {
    if (is_of_frames(pooling_)) return classifier_->forward(dropout_(descriptors));
    return classifier_->forward(by_clip(descriptors, 1)).squeeze(1);
  }

  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<SpatialAttention> attention_;
  torch::nn::Dropout dropout_;
  Pooling pooling_;
  std::shared_ptr<TemporalClassifier> classifier_;
};

}  // namespace

torch::Tensor FrameNetwork::clip_logits(const FrameOutputs& outputs, std::int64_t frames) {
  return by_clip(outputs.logits, frames);
}

std::shared_ptr<FrameNetwork> make_network(const ModelConfig& config) {
  config.validate();
  return std::make_shared<SpatialAttentionNetwork>(config);
}

}  // namespace emorec
