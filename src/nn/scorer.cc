#include "emorec/nn/scorer.h"

#include <ATen/Version.h>
#include <torch/torch.h>
#include <torch/version.h>

#include "emorec/nn/preprocessing.h"

#include "inference_engine.h"
#include "one_thread.h"

namespace emorec {
namespace {

std::vector<float> values_of(const torch::Tensor& tensor) {
  const auto values = tensor.to(torch::kFloat32).contiguous();
  return {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()};
}

Distribution doubles_of(const torch::Tensor& row) {
  const auto values = row.to(torch::kFloat64).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

}  // namespace

Scorer::Scorer(const Model& model, Device device, Precision precision)
    : views_(model.config.views),
      maps_(maps_of(model)),
      engine_(std::make_unique<InferenceEngine>(model, device, precision)) {}

Scorer::~Scorer() = default;

std::vector<FrameScores> Scorer::run(const std::vector<ViewBatch>& views) const {
  const OneThread one_thread;
  ViewTensors tensors;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    const auto& [pictures, channels] = views.at(i);
    tensors.push_back(pictures_to_tensor(pictures, channels, views_[i]));
  }
  const FrameOutputs outputs = engine_->run(tensors);
  std::vector<FrameScores> scores;
  scores.reserve(views.front().pictures.size());
  for (std::int64_t i = 0; i < outputs.logits.size(0); ++i) {
    auto& frame = scores.emplace_back();
    frame.logits = doubles_of(outputs.logits[i]);
    for (const auto& map : outputs.maps) frame.maps.push_back(values_of(map[i]));
    if (outputs.shares.defined()) frame.shares = doubles_of(outputs.shares[i]);
    if (outputs.descriptor.defined()) frame.descriptor = values_of(outputs.descriptor[i]);
  }
  return scores;
}

FrameLogits Scorer::clip_logits(const std::vector<FrameScores>& clip) const {
  FrameLogits logits;
  logits.reserve(clip.size());
  if (clip.empty() || clip.front().descriptor.empty()) {
    for (const auto& frame : clip) logits.push_back(frame.logits);
    return logits;
  }
  std::vector<torch::Tensor> descriptors;
  descriptors.reserve(clip.size());
  for (const auto& frame : clip) descriptors.push_back(torch::tensor(frame.descriptor));
  const auto rows = engine_->clip_logits({{}, {}, torch::stack(descriptors)});  // T×7
  for (std::int64_t t = 0; t < rows.size(0); ++t) logits.push_back(doubles_of(rows[t]));
  return logits;
}

std::string torch_version() { return TORCH_VERSION; }
bool cuda_available() { return torch::cuda::is_available(); }
std::string cpu_capability() {
  // LibTorch tells it only as a line of a longer text.
  const std::string config = at::show_config();
  const std::string topic = "CPU capability usage: ";
  const auto start = config.find(topic);
  if (start == std::string::npos) return "unknown";
  const auto value = start + topic.size();
  return config.substr(value, config.find('\n', value) - value);
}

}  // namespace emorec
