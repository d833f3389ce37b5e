#include "emorec/nn/spatial_attention_network.h"

#include "emorec/core/error.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/temporal_classifier.h"

namespace emorec {

SpatialAttentionNetwork::SpatialAttentionNetwork(const ModelConfig& config)
    : backbone_(register_module("backbone", make_backbone(config.backbone))),
      attention_(register_module(
          "attention", std::make_shared<SpatialAttention>(parse_attention_variant(config.attention),
                                                          backbone_->channels(), config.heads))),
      classifier_(register_module(
          "classifier", std::make_shared<TemporalClassifier>(backbone_->channels() * config.heads,
                                                             config.labels.size(), config.pooling,
                                                             config.dropout))) {}

FrameOutputs SpatialAttentionNetwork::forward(const ViewTensors& views) {
  const auto maps = backbone_->forward(views.at(0));  // T×D×H×W
  const auto attended = attention_->forward(maps);
  const auto logits = classifier_->of_frames(attended.descriptor);
  // By shape, not by numbers: a trace holds for any size.
  const auto as_maps = maps.narrow(1, 0, attended.attention.size(1));
  return {logits, {attended.attention.view_as(as_maps)}, attended.descriptor};
}

LinearHead SpatialAttentionNetwork::head() { return classifier_->head(); }

std::vector<MapSpec> SpatialAttentionNetwork::maps(const std::vector<ViewSpec>& views) const {
  const ViewSpec& face = views.front();
  const int cells = backbone_->cells(face.size);
  return {{face.name, attention_->heads(), cells, cells, backbone_->grid(face.size)}};
}

torch::Tensor SpatialAttentionNetwork::clip_logits(const FrameOutputs& outputs,
                                                   std::int64_t frames) {
  return classifier_->of_clips(outputs, frames);
}

SpatialAttentionNetwork& spatial_attention_network(const Model& model) {
  if (auto* network = dynamic_cast<SpatialAttentionNetwork*>(model.network.get())) return *network;
  throw Error(ErrorKind::kUsage,
              "This looks into the backbone and the attention of networks of "
              "the architecture spatial-attention: the model has another, " +
                  model.config.architecture + ".");
}

}  // namespace emorec
