#include "emorec/nn/scorer.h"

#include <algorithm>

#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "emorec/nn/one_thread.h"
#include "emorec/nn/preprocessing.h"

#include "inference_engine.h"

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

struct DistinctPictures {
  std::vector<const std::uint8_t*> pictures;
  torch::Tensor rows;  ///< undefined if all are distinct
};

/// People in one frame share the picture of their surroundings.
DistinctPictures distinct(const std::vector<const std::uint8_t*>& pictures) {
  DistinctPictures result;
  std::vector<std::int64_t> rows;
  for (const auto* picture : pictures) {
    auto& known = result.pictures;
    const auto found = std::find(known.begin(), known.end(), picture);
    rows.push_back(found - known.begin());
    if (found == known.end()) known.push_back(picture);
  }
  if (result.pictures.size() < pictures.size()) result.rows = torch::tensor(rows);
  return result;
}

torch::Tensor descriptors_of(const std::vector<FrameScores>& clip) {
  std::vector<torch::Tensor> descriptors;
  descriptors.reserve(clip.size());
  for (const auto& frame : clip) descriptors.push_back(torch::tensor(frame.descriptor));
  return torch::stack(descriptors);
}

/// Which views have words, in the order of `FrameOutputs::words`.
std::vector<std::size_t> views_with_words(const ModelConfig& config) {
  std::vector<std::size_t> views;
  for (std::size_t i = 0; i < config.streams.size(); ++i) {
    if (!config.streams[i].words.empty()) views.push_back(i);
  }
  return views;
}

void add_words(const torch::Tensor& row, std::size_t view, std::vector<WordScore>& words) {
  constexpr std::int64_t kMost = 3;
  const auto shares = torch::softmax(row.to(torch::kFloat32), 0);
  const auto [largest, places] = shares.topk(std::min(kMost, shares.size(0)));
  for (std::int64_t i = 0; i < largest.size(0); ++i) {
    words.push_back(
        {view, static_cast<std::size_t>(places[i].item<std::int64_t>()), largest[i].item<float>()});
  }
}

}  // namespace

Scorer::Scorer(const Model& model, Device device, Precision precision)
    : views_(model.config.views),
      maps_(maps_of(model)),
      views_with_words_(views_with_words(model.config)),
      engine_(std::make_unique<InferenceEngine>(model, device, precision)) {}

Scorer::~Scorer() = default;

std::vector<FrameScores> Scorer::run(const std::vector<ViewBatch>& views) const {
  const OneThread one_thread;
  ViewTensors tensors;
  std::vector<torch::Tensor> rows;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    auto [pictures, own_rows] = distinct(views.at(i).pictures);
    tensors.push_back(pictures_to_tensor(pictures, views[i].channels, views_[i]));
    rows.push_back(std::move(own_rows));
  }
  const FrameOutputs outputs = engine_->run(tensors, rows);
  std::vector<FrameScores> scores;
  scores.reserve(views.front().pictures.size());
  for (std::int64_t i = 0; i < outputs.logits.size(0); ++i) {
    auto& frame = scores.emplace_back();
    frame.logits = doubles_of(outputs.logits[i]);
    for (const auto& map : outputs.maps) frame.maps.push_back(values_of(map[i]));
    if (outputs.shares.defined()) frame.shares = doubles_of(outputs.shares[i]);
    if (outputs.descriptor.defined()) frame.descriptor = values_of(outputs.descriptor[i]);
    for (std::size_t k = 0; k < outputs.words.size(); ++k) {
      add_words(outputs.words[k][i], views_with_words_.at(k), frame.words);
    }
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
  const auto rows = engine_->clip_logits({{}, {}, descriptors_of(clip)});  // T×7
  for (std::int64_t t = 0; t < rows.size(0); ++t) logits.push_back(doubles_of(rows[t]));
  return logits;
}

std::vector<double> Scorer::clip_importance(const std::vector<FrameScores>& clip) const {
  if (clip.empty() || clip.front().descriptor.empty()) return {};
  const auto weights = engine_->clip_importance(descriptors_of(clip));
  return weights.defined() ? doubles_of(weights) : std::vector<double>{};
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
