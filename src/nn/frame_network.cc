#include "emorec/nn/frame_network.h"

#include "emorec/core/error.h"
#include "emorec/nn/dual_focus_network.h"
#include "emorec/nn/glamor_network.h"
#include "emorec/nn/spatial_attention_network.h"

#include "engine_layers.h"

namespace emorec {
namespace {

struct Architecture {
  const char* name;
  std::shared_ptr<FrameNetwork> (*make)(const ModelConfig& config);
};

constexpr Architecture kArchitectures[] = {
    {"spatial-attention",
     [](const ModelConfig& config) -> std::shared_ptr<FrameNetwork> {
       return std::make_shared<SpatialAttentionNetwork>(config);
     }},
    {"glamor-net",
     [](const ModelConfig& config) -> std::shared_ptr<FrameNetwork> {
       return std::make_shared<GlamorNetwork>(config);
     }},
    {"dual-focus", [](const ModelConfig& config) -> std::shared_ptr<FrameNetwork> {
       return std::make_shared<DualFocusNetwork>(config);
     }}};

}  // namespace

std::vector<torch::Tensor> FrameNetwork::alone(const ViewTensors& /*views*/) { return {}; }

std::vector<int> FrameNetwork::depths() const { return {}; }

torch::Tensor FrameNetwork::clip_logits(const FrameOutputs& outputs, std::int64_t frames) {
  return outputs.logits.to(torch::kFloat32).unflatten(0, {-1, frames});
}

torch::Tensor FrameNetwork::clip_importance(const FrameOutputs& /*outputs*/,
                                            std::int64_t /*frames*/) {
  return {};
}

std::shared_ptr<FrameNetwork> make_network(const ModelConfig& config) {
  config.validate();
  prepare_reorders();
  std::string known;
  for (const auto& architecture : kArchitectures) {
    if (config.architecture == architecture.name) return architecture.make(config);
    known += (known.empty() ? "" : ", ") + std::string(architecture.name);
  }
  throw Error(ErrorKind::kModel, "unknown architecture '" + config.architecture +
                                     "'. This program knows: " + known + ".");
}

}  // namespace emorec
