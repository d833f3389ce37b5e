#include "clip_head.h"

#include "emorec/nn/temporal_pooling.h"
#include "emorec/train/autocast.h"

namespace emorec {
namespace {

constexpr int kHeads = 2;

int heads_of(AttentionVariant attention) {
  return attention == AttentionVariant::kNone ? 1 : kHeads;
}

}  // namespace

ClipHead::ClipHead(int channels, std::size_t labels, AttentionVariant attention, Pooling pooling)
    : pooling_(pooling),
      attention_(register_module("attention", std::make_shared<SpatialAttention>(
                                                  attention, channels, heads_of(attention)))),
      classifier_(register_module(
          "classifier",
          std::make_shared<TemporalClassifier>(
              static_cast<std::int64_t>(channels) * heads_of(attention), labels, pooling))) {}

torch::Tensor ClipHead::describe(const torch::Tensor& maps) {
  const Autocast autocast(maps.scalar_type() == torch::kBFloat16, maps.device());
  return attention_->forward(maps).descriptor.to(torch::kFloat32);
}

torch::Tensor ClipHead::classify(const torch::Tensor& descriptors) {
  return clip_log_probabilities(pool_logits(classifier_->forward(descriptors), pooling_));
}

}  // namespace emorec
