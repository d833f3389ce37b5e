#include "emorec/nn/dual_focus_network.h"

#include "emorec/core/error.h"
#include "emorec/nn/model_file.h"

namespace emorec {
namespace {

/// B clips of T snippets each, in float at least.
torch::Tensor by_clip(const torch::Tensor& descriptors, std::int64_t snippets) {
  const bool fine = descriptors.scalar_type() == torch::kFloat64;
  return (fine ? descriptors : descriptors.to(torch::kFloat32)).unflatten(0, {-1, snippets});
}

torch::nn::Conv2d by_cell(int in, std::int64_t out, bool bias = true) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1).bias(bias));
}

/// N×1×H×W, sum 1.
torch::Tensor softmax_of_cells(const torch::Tensor& scores) {
  return torch::softmax(scores.flatten(2), -1).view_as(scores);
}

void require_known(const std::string& attention) {
  for (const char* known : {"dual", "spatial", "temporal", "none"}) {
    if (attention == known) return;
  }
  throw Error(ErrorKind::kModel, "unknown attention '" + attention +
                                     "' of dual-focus. Use dual, spatial, temporal or none.");
}

void require_streams(const ModelConfig& config) {
  if (config.snippets > 0 && !config.streams.empty() &&
      config.streams.size() == config.views.size()) {
    return;
  }
  throw Error(ErrorKind::kModel, "dual-focus takes snippets, and has one stream for each view.");
}

}  // namespace

DualFocusNetwork::DualFocusNetwork(const ModelConfig& config)
    : dropout_(register_module("dropout", torch::nn::Dropout(config.dropout))) {
  require_streams(config);
  require_known(config.attention);
  for (std::size_t i = 0; i < config.streams.size(); ++i) add_stream(config, i);
  const auto depth = static_cast<std::int64_t>(config.streams.size()) * config.depth;
  if (config.attention == "dual" || config.attention == "temporal") {
    time_hidden_ = register_module("time_hidden", torch::nn::Linear(depth, config.depth));
    time_score_ = register_module(
        "time_score", torch::nn::Linear(torch::nn::LinearOptions(config.depth, 1).bias(false)));
  }
  const auto labels = static_cast<std::int64_t>(config.labels.size());
  classifier_ = register_module("classifier", torch::nn::Linear(depth, labels));
}

void DualFocusNetwork::add_stream(const ModelConfig& config, std::size_t i) {
  const auto& [backbone, words] = config.streams[i];
  const ViewSpec& view = config.views[i];
  Stream stream{make_backbone(backbone), view.kind != ViewKind::kMotion};
  const auto own = register_module(view.name, std::make_shared<torch::nn::Module>());
  own->register_module("backbone", stream.backbone);
  const int channels = stream.backbone->channels();
  if (!words.empty()) {
    stream.words =
        own->register_module("words", by_cell(channels, static_cast<std::int64_t>(words.size())));
  }
  stream.reduction =
      own->register_module("reduction", by_cell(channels, config.depth, /*bias=*/false));
  stream.norm = own->register_module("norm", torch::nn::BatchNorm2d(config.depth));
  if (config.attention == "dual" || config.attention == "spatial") {
    stream.hidden = own->register_module("hidden", by_cell(config.depth, config.depth));
    stream.score = own->register_module("score", by_cell(config.depth, 1, /*bias=*/false));
  }
  streams_.push_back(std::move(stream));
}

void DualFocusNetwork::load_words(std::size_t stream, const std::filesystem::path& path) {
  const auto& words = streams_.at(stream).words;
  if (words) load_part(*words, read_safetensors(path), "words.", path.string());
}

torch::Tensor DualFocusNetwork::map_of(std::size_t stream, const torch::Tensor& pictures) {
  return streams_.at(stream).backbone->forward(pictures);
}

FrameOutputs DualFocusNetwork::forward(const ViewTensors& views) {
  std::vector<torch::Tensor> maps;
  std::vector<torch::Tensor> words;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    maps.push_back(map_of(i, views.at(i)));
    if (streams_[i].words) words.push_back(words_of(streams_[i], maps.back()));
  }
  FrameOutputs outputs = attend(maps);
  outputs.words = std::move(words);
  return outputs;
}

torch::Tensor DualFocusNetwork::words_of(const Stream& stream, const torch::Tensor& map) {
  auto words = stream.words;  // a reference
  const double slope = stream.backbone->word_slope();
  if (slope == 1) return words(map.mean({2, 3}, /*keepdim=*/true)).flatten(1);
  return torch::leaky_relu(words(map), slope).mean({2, 3});
}

FrameOutputs DualFocusNetwork::attend(const std::vector<torch::Tensor>& maps) {
  FrameOutputs outputs;
  std::vector<torch::Tensor> descriptors;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    Stream& stream = streams_[i];
    const auto x = torch::relu(stream.norm(stream.reduction(maps.at(i))));  // X, N×D×H×W
    const auto scores = stream.hidden ? stream.score(torch::tanh(stream.hidden(x)))
                                      : torch::zeros_like(x.narrow(1, 0, 1));
    outputs.maps.push_back(softmax_of_cells(scores));
    descriptors.push_back((outputs.maps.back() * x).sum({2, 3}));
  }
  outputs.descriptor = torch::cat(descriptors, 1);
  outputs.logits = classifier_(dropout_(outputs.descriptor));
  return outputs;
}

/// a of descriptors B×T×(S·D): B×T.
torch::Tensor DualFocusNetwork::importance(const torch::Tensor& descriptors) {
  const auto scores = time_hidden_ ? time_score_(torch::tanh(time_hidden_(descriptors))).squeeze(-1)
                                   : torch::zeros({descriptors.size(0), descriptors.size(1)},
                                                  descriptors.options());
  return torch::softmax(scores, -1);
}

/// The clip's logits as a mean over its snippets, o(t) = T·a(t)·W·d(t) + b, which is how
/// `pool_logits` takes them.
torch::Tensor DualFocusNetwork::clip_logits(const FrameOutputs& outputs, std::int64_t frames) {
  const auto descriptors = by_clip(outputs.descriptor, frames);
  const auto weights = importance(descriptors).unsqueeze(-1) * static_cast<double>(frames);
  return torch::matmul(weights * dropout_(descriptors), classifier_->weight.t()) +
         classifier_->bias;
}

torch::Tensor DualFocusNetwork::clip_importance(const FrameOutputs& outputs, std::int64_t frames) {
  return importance(by_clip(outputs.descriptor, frames));
}

LinearHead DualFocusNetwork::head() { return {classifier_->weight, classifier_->bias}; }

std::vector<torch::nn::Module*> DualFocusNetwork::backbones() {
  std::vector<torch::nn::Module*> all;
  for (const auto& stream : streams_) all.push_back(stream.backbone.get());
  return all;
}

std::vector<MapSpec> DualFocusNetwork::maps(const std::vector<ViewSpec>& views) const {
  std::vector<MapSpec> specs;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    const Backbone& backbone = *streams_[i].backbone;
    const ViewSpec& view = views.at(i);
    const int cells = backbone.cells(view.size);
    specs.push_back({view.name, 1, cells, cells, backbone.grid(view.size)});
  }
  return specs;
}

}  // namespace emorec
