#include "emorec/train/new_network.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/safetensors.h"

namespace emorec {
namespace {

/// Puts a network's own classifier in the place of the one in a model file.
void replace_classifier(Safetensors& content, const FrameNetwork& network) {
  const auto is_classifier = [](const auto& tensor) {
    return tensor.first.rfind("classifier.", 0) == 0;
  };
  auto& tensors = content.tensors;
  for (auto at = tensors.begin(); at != tensors.end();) {
    at = is_classifier(*at) ? tensors.erase(at) : std::next(at);
  }
  for (auto& tensor : tensors_of(network)) {
    if (is_classifier(tensor)) tensors.insert(std::move(tensor));
  }
}

/// Poolings other than by frames need a classifier of another shape, which begins anew.
void take_weights(Model& model, const std::filesystem::path& from) {
  Safetensors content = read_safetensors(from);
  const Pooling now = model.config.pooling;
  const Pooling before = from_metadata(content.metadata, from.string()).pooling;
  if (now != before && !(is_of_frames(now) && is_of_frames(before))) {
    replace_classifier(content, *model.network);
  }
  load_tensors(*model.network, content, from.string());
}

}  // namespace

Model new_network(const ModelConfig& config, const FirstWeights& from, std::uint64_t seed) {
  torch::manual_seed(seed);
  Model model{config, make_network(config)};
  if (!from.backbone.empty()) load_backbone_weights(*model.network, from.backbone);
  if (!from.context_backbone.empty()) {
    load_backbone_weights(*model.network, from.context_backbone, /*view=*/1);
  }
  if (!from.model.empty()) take_weights(model, from.model);
  return model;
}

void compute_on(int threads) { at::set_num_threads(threads); }

}  // namespace emorec
