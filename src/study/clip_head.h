// What is trained on the feature maps of a backbone that stays as it is: attention over a frame,
// pooling over the frames, a linear classifier. docs/clip-benchmark.md has the definitions.
#pragma once

#include <torch/nn/module.h>

#include "emorec/nn/spatial_attention.h"
#include "emorec/nn/temporal_classifier.h"

namespace emorec {

class ClipHead : public torch::nn::Module {
 public:
  /// For maps of `channels` = D; K = 2 heads of attention, or 1 without.
  ClipHead(int channels, std::size_t labels, AttentionVariant attention, Pooling pooling);

  /// Maps B×D×H×W → descriptors B×(K·D) in float. Attention is computed in the maps' precision.
  torch::Tensor describe(const torch::Tensor& maps);

  /// Descriptors B×T×(K·D) of T frames in order → log p(c), B×7.
  torch::Tensor classify(const torch::Tensor& descriptors);

 private:
  Pooling pooling_;
  std::shared_ptr<SpatialAttention> attention_;
  std::shared_ptr<TemporalClassifier> classifier_;
};

}  // namespace emorec
