// A face and what surrounds it: two encoders, global-local attention, fusion, classifier
// (GLAMOR-Net, Le et al. 2021, arXiv 2111.04129, section 3.2). With the paper's encoders it has
// 2,161,802 values, batch norm's statistics included.
//
// Ours: encoders of two kinds are each followed by a batch norm. Their maps may differ in scale by
// a factor of ten, and what follows would learn from the louder one alone.
#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "emorec/nn/backbone.h"
#include "emorec/nn/frame_network.h"
#include "emorec/nn/global_local_attention.h"

namespace emorec {

class TemporalClassifier;

/// Takes two views: the face, and its context.
class GlamorNetwork : public FrameNetwork {
 public:
  /// @throws Error{kModel} if the views are others, or an encoder or the attention is unknown.
  explicit GlamorNetwork(const ModelConfig& config);

  /// `shares` are w_f and w_c.
  FrameOutputs forward(const ViewTensors& views) override;
  LinearHead head() override;
  std::vector<torch::nn::Module*> backbones() override;
  std::vector<MapSpec> maps(const std::vector<ViewSpec>& views) const override;
  torch::Tensor clip_logits(const FrameOutputs& outputs, std::int64_t frames) override;

  /// The mean of each encoder's feature map: what a classifier of that view alone would see.
  std::vector<torch::Tensor> alone(const ViewTensors& views) override;
  std::vector<int> depths() const override;

 private:
  torch::Tensor map_of_face(const torch::Tensor& faces);
  torch::Tensor map_of_context(const torch::Tensor& contexts);
  AttendedContext attend(const torch::Tensor& face, const torch::Tensor& context);
  torch::Tensor shares_of(const torch::Tensor& face, const torch::Tensor& context);

  std::shared_ptr<Backbone> face_;
  std::shared_ptr<Backbone> context_;
  torch::nn::BatchNorm2d face_norm_{nullptr};        // null: the encoders are alike
  torch::nn::BatchNorm2d context_norm_{nullptr};     // likewise
  std::shared_ptr<GlobalLocalAttention> attention_;  // null: the mean of all cells
  torch::nn::Sequential face_weight_;
  torch::nn::Sequential context_weight_;
  torch::nn::Linear joined_;
  std::shared_ptr<TemporalClassifier> classifier_;
};

}  // namespace emorec
