#include "emorec/nn/glamor_network.h"

#include <torch/nn/modules/activation.h>

#include "emorec/core/error.h"
#include "emorec/nn/temporal_classifier.h"

namespace emorec {
namespace {

constexpr int kJoined = 128;  // width of the layers after the encoders

/// How much a descriptor counts, before the softmax over both: N×D → N×1.
torch::nn::Sequential weighing(int depth) {
  return torch::nn::Sequential(torch::nn::Linear(depth, kJoined), torch::nn::ReLU(),
                               torch::nn::Linear(kJoined, 1));
}

torch::Tensor mean_of_cells(const torch::Tensor& maps) { return maps.mean({2, 3}); }

void require_face_and_context(const std::vector<ViewSpec>& views) {
  if (views.size() == 2 && views[0].is_face() && !views[1].is_face()) return;
  throw Error(ErrorKind::kModel, "glamor-net takes two views, a face and its context.");
}

std::shared_ptr<GlobalLocalAttention> make_attention(const std::string& name, int face,
                                                     int context) {
  if (name == "none") return nullptr;
  if (name == "global-local") return std::make_shared<GlobalLocalAttention>(face, context);
  throw Error(ErrorKind::kModel,
              "unknown attention '" + name + "' of glamor-net. Use none or global-local.");
}

}  // namespace

GlamorNetwork::GlamorNetwork(const ModelConfig& config)
    : face_(register_module("backbone", make_backbone(config.backbone))),
      context_(register_module("context_backbone", make_backbone(config.context_backbone))),
      attention_(make_attention(config.attention, face_->channels(), context_->channels())),
      face_weight_(register_module("face_weight", weighing(face_->channels()))),
      context_weight_(register_module("context_weight", weighing(context_->channels()))),
      joined_(register_module(
          "joined", torch::nn::Linear(face_->channels() + context_->channels(), kJoined))),
      classifier_(register_module(
          "classifier", std::make_shared<TemporalClassifier>(kJoined, config.labels.size(),
                                                             config.pooling, config.dropout))) {
  require_face_and_context(config.views);
  if (attention_) register_module("attention", attention_);
  if (config.backbone == config.context_backbone) return;
  face_norm_ = register_module("face_norm", torch::nn::BatchNorm2d(face_->channels()));
  context_norm_ = register_module("context_norm", torch::nn::BatchNorm2d(context_->channels()));
}

torch::Tensor GlamorNetwork::map_of_face(const torch::Tensor& faces) {
  const auto map = face_->forward(faces);
  return face_norm_ ? face_norm_(map) : map;
}

torch::Tensor GlamorNetwork::map_of_context(const torch::Tensor& contexts) {
  const auto map = context_->forward(contexts);
  return context_norm_ ? context_norm_(map) : map;
}

FrameOutputs GlamorNetwork::forward(const ViewTensors& views) {
  const auto face = mean_of_cells(map_of_face(views.at(0)));  // v_f, N×D
  const auto context = attend(face, map_of_context(views.at(1)));
  const auto shares = shares_of(face, context.descriptor);
  const auto weighed =
      torch::cat({shares.narrow(1, 0, 1) * face, shares.narrow(1, 1, 1) * context.descriptor}, 1);
  const auto descriptor = torch::relu(joined_(weighed));
  FrameOutputs outputs{classifier_->of_frames(descriptor), {context.attention}, descriptor};
  outputs.shares = shares;
  return outputs;
}

AttendedContext GlamorNetwork::attend(const torch::Tensor& face, const torch::Tensor& context) {
  return attention_ ? attention_->forward(face, context) : mean_context(context);
}

torch::Tensor GlamorNetwork::shares_of(const torch::Tensor& face, const torch::Tensor& context) {
  return torch::softmax(
      torch::cat({face_weight_->forward(face), context_weight_->forward(context)}, 1), 1);
}

LinearHead GlamorNetwork::head() { return classifier_->head(); }

std::vector<torch::nn::Module*> GlamorNetwork::backbones() { return {face_.get(), context_.get()}; }

std::vector<MapSpec> GlamorNetwork::maps(const std::vector<ViewSpec>& views) const {
  const ViewSpec& context = views.at(1);
  const int cells = context_->cells(context.size);
  return {{context.name, 1, cells, cells, context_->grid(context.size)}};
}

std::vector<torch::Tensor> GlamorNetwork::alone(const ViewTensors& views) {
  return {mean_of_cells(map_of_face(views.at(0))), mean_of_cells(map_of_context(views.at(1)))};
}

std::vector<int> GlamorNetwork::depths() const { return {face_->channels(), context_->channels()}; }

torch::Tensor GlamorNetwork::clip_logits(const FrameOutputs& outputs, std::int64_t frames) {
  return classifier_->of_clips(outputs, frames);
}

}  // namespace emorec
