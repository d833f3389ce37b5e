#include "inference_engine.h"

#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include "emorec/core/error.h"
#include "emorec/nn/pooling.h"

#include "engine_layers.h"

namespace emorec {
namespace {

/// Records the network's operations on an example batch, up to what is each frame's own: its logits
/// or its descriptor, and its attention. Weights become constants of the graph, which is what the
/// optimisations of frozen graphs ask for.
std::shared_ptr<torch::jit::Graph> trace(FrameNetwork& network, const torch::Tensor& example,
                                         bool descriptors) {
  for (auto& parameter : network.parameters()) parameter.set_requires_grad(false);
  const auto forward = [&](torch::jit::Stack inputs) -> torch::jit::Stack {
    const auto outputs = network.forward({inputs.at(0).toTensor()});
    return {c10::ivalue::Tuple::create(
        {descriptors ? outputs.descriptor : outputs.logits, outputs.attention})};
  };
  const auto no_names = [](const torch::autograd::Variable&) { return std::string(); };
  return torch::jit::tracer::trace({example}, forward, no_names, /*strict=*/true,
                                   /*force_outplace=*/false)
      .first->graph;
}

std::shared_ptr<torch::jit::Graph> frozen(FrameNetwork& network, torch::Device device,
                                          bool descriptors) {
  // Nothing in the graph depends on the size; one batch of a small one is quick.
  constexpr int kLargestStride = 32;
  auto graph =
      trace(network, torch::zeros({1, 3, kLargestStride, kLargestStride}, device), descriptors);
  torch::jit::EliminateDeadCode(graph);
  torch::jit::ConstantPropagation(graph);  // all that is left to do to freeze it
  torch::jit::OptimizeFrozenGraph(graph, /*optimize_numerics=*/true);
  return graph;
}

}  // namespace

struct InferenceEngine::Impl {
  torch::Device device = torch::kCPU;
  std::shared_ptr<FrameNetwork> classifier;  // only if it needs all of a clip
  EngineLayers layers;
  mutable torch::jit::GraphExecutor rest;  // of the network, after the layers

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
  at::set_num_threads(1);  // oneDNN plans for that many
  // Specialising a graph to observed shapes costs seconds at start-up and gains nothing here.
  torch::jit::getProfilingMode() = false;
  model.network->to(impl_->device);
  const bool whole_clips = !is_of_frames(model.config.pooling);
  if (whole_clips) impl_->classifier = model.network;
  const auto graph = frozen(*model.network, impl_->device, whole_clips);
  if (device == Device::kCpu) impl_->layers.take(*graph, model.config.face().size, precision);
  impl_->rest = torch::jit::GraphExecutor(graph, "rest");
}

InferenceEngine::~InferenceEngine() = default;

FrameOutputs InferenceEngine::run(const ViewTensors& batch) const {
  const c10::InferenceMode inference;
  at::set_num_threads(1);  // a setting of the calling thread
  torch::jit::Stack stack = {batch[0].to(impl_->device)};
  impl_->layers.run(batch[0], stack);
  impl_->rest.run(stack);
  const auto results = stack.at(0).toTuple()->elements();
  FrameOutputs outputs{results.at(0).toTensor().cpu(), results.at(1).toTensor().cpu()};
  if (!impl_->classifier) return outputs;
  outputs.descriptor = outputs.logits;
  outputs.logits = impl_->clip_logits(outputs.descriptor, 1).squeeze(1);
  return outputs;
}

torch::Tensor InferenceEngine::clip_logits(const FrameOutputs& clip) const {
  if (!impl_->classifier) return clip.logits;
  const c10::InferenceMode inference;
  return impl_->clip_logits(clip.descriptor, clip.descriptor.size(0)).squeeze(0);
}

}  // namespace emorec
