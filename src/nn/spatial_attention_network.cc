#include "emorec/nn/spatial_attention_network.h"

#include "emorec/core/error.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/temporal_classifier.h"

namespace emorec {
namespace {

/// N rows → B×T×…, in float.
torch::Tensor by_clip(const torch::Tensor& rows, std::int64_t frames) {
  return rows.to(torch::kFloat32).unflatten(0, {-1, frames});
}

}  // namespace

SpatialAttentionNetwork::SpatialAttentionNetwork(const ModelConfig& config)
    : backbone_(register_module("backbone", make_backbone(config.backbone))),
      attention_(register_module(
          "attention", std::make_shared<SpatialAttention>(parse_attention_variant(config.attention),
                                                          backbone_->channels(), config.heads))),
      dropout_(register_module("dropout", torch::nn::Dropout(config.dropout))),
      pooling_(config.pooling),
      classifier_(register_module(
          "classifier", std::make_shared<TemporalClassifier>(backbone_->channels() * config.heads,
                                                             config.labels.size(), pooling_))) {}

FrameOutputs SpatialAttentionNetwork::forward(const ViewTensors& views) {
  const auto maps = backbone_->forward(views.at(0));  // T×D×H×W
  const auto attended = attention_->forward(maps);
  const auto logits = logits_of(attended.descriptor);
  // By shape, not by numbers: a trace holds for any size.
  const auto as_maps = maps.narrow(1, 0, attended.attention.size(1));
  return {logits, attended.attention.view_as(as_maps), attended.descriptor};
}

LinearHead SpatialAttentionNetwork::head() { return classifier_->head(); }

std::vector<MapSpec> SpatialAttentionNetwork::maps(const std::vector<ViewSpec>& views) const {
  const ViewSpec& face = views.front();
  const int cells = backbone_->cells(face.size);
  return {{face.name, attention_->heads(), cells, cells, backbone_->grid(face.size)}};
}

torch::Tensor SpatialAttentionNetwork::clip_logits(const FrameOutputs& outputs,
                                                   std::int64_t frames) {
  if (is_of_frames(pooling_)) return FrameNetwork::clip_logits(outputs, frames);
  return classifier_->forward(dropout_(by_clip(outputs.descriptor, frames)));
}

torch::Tensor SpatialAttentionNetwork::logits_of(const torch::Tensor& descriptors) {
  if (is_of_frames(pooling_)) return classifier_->forward(dropout_(descriptors));
  return classifier_->forward(by_clip(descriptors, 1)).squeeze(1);
}

SpatialAttentionNetwork& spatial_attention_network(const Model& model) {
  if (auto* network = dynamic_cast<SpatialAttentionNetwork*>(model.network.get())) return *network;
  throw Error(ErrorKind::kUsage,
              "This looks into the backbone and the attention of networks of "
              "the architecture spatial-attention: the model has another, " +
                  model.config.architecture + ".");
}

}  // namespace emorec
