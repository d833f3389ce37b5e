#include "inference_engine.h"

#include <atomic>
#include <mutex>

#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/nn/one_thread.h"
#include "emorec/nn/pooling.h"

#include "engine_layers.h"

namespace emorec {
namespace {

/// Records the network's operations on an example batch, up to what is each frame's own: its logits
/// or its descriptor, its views' shares, if they are known, its maps and its words. Weights become
/// constants of the graph, which is what the optimisations of frozen graphs ask for.
std::shared_ptr<torch::jit::Graph> trace(FrameNetwork& network, const ViewTensors& example,
                                         bool descriptors, bool& has_shares, std::size_t& maps) {
  for (auto& parameter : network.parameters()) parameter.set_requires_grad(false);
  const auto forward = [&](const torch::jit::Stack& inputs) -> torch::jit::Stack {
    ViewTensors views;
    for (const auto& input : inputs) views.push_back(input.toTensor());
    const auto outputs = network.forward(views);
    std::vector<c10::IValue> results = {descriptors ? outputs.descriptor : outputs.logits};
    if (outputs.shares.defined()) results.emplace_back(outputs.shares);
    results.insert(results.end(), outputs.maps.begin(), outputs.maps.end());
    results.insert(results.end(), outputs.words.begin(), outputs.words.end());
    has_shares = outputs.shares.defined();
    maps = outputs.maps.size();
    return {c10::ivalue::Tuple::create(std::move(results))};
  };
  const auto no_names = [](const torch::autograd::Variable&) { return std::string(); };
  const torch::jit::Stack inputs(example.begin(), example.end());
  return torch::jit::tracer::trace(inputs, forward, no_names, /*strict=*/true,
                                   /*force_outplace=*/false)
      .first->graph;
}

std::shared_ptr<torch::jit::Graph> frozen(const Model& model, torch::Device device,
                                          bool descriptors, bool& has_shares, std::size_t& maps) {
  // Nothing in the graph depends on the size; one batch of a small one is quick.
  constexpr int kLargestStride = 32;
  const ViewTensors example(model.config.views.size(),
                            torch::zeros({1, 3, kLargestStride, kLargestStride}, device));
  auto graph = trace(*model.network, example, descriptors, has_shares, maps);
  torch::jit::EliminateDeadCode(graph);
  torch::jit::ConstantPropagation(graph);  // all that is left to do to freeze it
  torch::jit::OptimizeFrozenGraph(graph, /*optimize_numerics=*/true);
  return graph;
}

/// Runs what is left of a network. Specialising a graph to observed shapes, as LibTorch does by
/// itself, costs seconds at start-up and gains nothing here.
torch::jit::GraphExecutor executor_of(const std::shared_ptr<torch::jit::Graph>& graph) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  std::atomic<bool>& specialising = torch::jit::getProfilingMode();  // concerns the whole process
  const bool before = specialising.exchange(false);
  torch::jit::GraphExecutor executor(graph, "rest");
  specialising = before;
  return executor;
}

}  // namespace

struct InferenceEngine::Impl {
  torch::Device device = torch::kCPU;
  std::shared_ptr<FrameNetwork> classifier;  // only if it needs all of a clip
  bool has_shares = false;
  std::size_t map_count = 0;
  EngineLayers layers;
  mutable torch::jit::GraphExecutor rest;  // the network after the layers

  torch::Tensor clip_logits(const torch::Tensor& descriptors, std::int64_t frames) const {
    return classifier->clip_logits({{}, {}, descriptors.to(device)}, frames).cpu();
  }
};

InferenceEngine::InferenceEngine(const Model& model, Device device, Precision precision)
    : impl_(std::make_unique<Impl>()) {
  if (device == Device::kCuda) {
    if (!cuda_available()) {
      throw Error(ErrorKind::kUsage,
                  "--device cuda: this LibTorch sees no CUDA device. Use --device cpu.");
    }
    impl_->device = torch::kCUDA;
  }
  const torch::NoGradGuard no_grad;
  const OneThread one_thread;  // for which oneDNN plans
  model.network->to(impl_->device);
  const bool whole_clips = !is_of_frames(model.config.pooling);
  if (whole_clips) impl_->classifier = model.network;
  const auto graph = frozen(model, impl_->device, whole_clips, impl_->has_shares, impl_->map_count);
  if (device == Device::kCpu) impl_->layers.take(*graph, model.config.views, precision);
  impl_->rest = executor_of(graph);
}

InferenceEngine::~InferenceEngine() = default;

FrameOutputs InferenceEngine::run(const ViewTensors& batch,
                                  const std::vector<torch::Tensor>& rows) const {
  const c10::InferenceMode inference;
  const OneThread one_thread;
  torch::jit::Stack stack;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    stack.emplace_back(rows_of_frames(batch[i], rows, i).to(impl_->device));
  }
  impl_->layers.run(batch, rows, stack);
  impl_->rest.run(stack);
  const auto results = stack.at(0).toTuple()->elements();
  FrameOutputs outputs{results.at(0).toTensor().cpu(), {}};
  std::size_t next = 1;
  if (impl_->has_shares) outputs.shares = results.at(next++).toTensor().cpu();
  for (; next < results.size(); ++next) {
    auto& list = outputs.maps.size() < impl_->map_count ? outputs.maps : outputs.words;
    list.push_back(results[next].toTensor().cpu());
  }
  if (!impl_->classifier) return outputs;
  outputs.descriptor = outputs.logits;
  outputs.logits = impl_->clip_logits(outputs.descriptor, 1).squeeze(1);
  return outputs;
}

torch::Tensor InferenceEngine::clip_logits(const FrameOutputs& clip) const {
  if (!impl_->classifier) return clip.logits;
  const c10::InferenceMode inference;
  const OneThread one_thread;
  return impl_->clip_logits(clip.descriptor, clip.descriptor.size(0)).squeeze(0);
}

torch::Tensor InferenceEngine::clip_importance(const torch::Tensor& descriptors) const {
  if (!impl_->classifier) return {};
  const c10::InferenceMode inference;
  const OneThread one_thread;
  const auto weights = impl_->classifier->clip_importance({{}, {}, descriptors.to(impl_->device)},
                                                          descriptors.size(0));
  return weights.defined() ? weights.squeeze(0).cpu() : weights;
}

}  // namespace emorec
