#include "emorec/nn/inference_engine.h"

#include <ATen/Version.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>
#include <torch/torch.h>
#include <torch/version.h>

#include "emorec/core/error.h"

#include "bfloat16_convolutions.h"

namespace emorec {
namespace {

/// Records the network's operations on an example batch. Weights become constants of the graph,
/// which is what the optimisations of frozen graphs ask for.
torch::jit::Module trace(FrameNetwork& network, const torch::Tensor& example) {
  for (auto& parameter : network.parameters()) parameter.set_requires_grad(false);
  const auto forward = [&](torch::jit::Stack inputs) -> torch::jit::Stack {
    const auto outputs = network.forward({inputs.at(0).toTensor()});
    return {c10::ivalue::Tuple::create({outputs.logits, outputs.attention})};
  };
  const auto no_names = [](const torch::autograd::Variable&) { return std::string(); };
  const auto traced = torch::jit::tracer::trace({example}, forward, no_names, /*strict=*/true,
                                                /*force_outplace=*/false);
  const auto& graph = traced.first->graph;
  torch::jit::Module module("emorec_frozen");
  // A method's first input is the module itself.
  graph->insertInput(0, "self")->setType(module._ivalue()->type());
  auto* method = module._ivalue()->compilation_unit()->create_function(
      c10::QualifiedName(*module.type()->name(), "forward"), graph);
  module.type()->addMethod(method);
  module.eval();
  return module;
}

}  // namespace

struct InferenceEngine::Impl {
  torch::Device device = torch::kCPU;
  mutable torch::jit::Module module;
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
  // Specialising a graph to observed shapes costs seconds at start-up and gains nothing here.
  torch::jit::getProfilingMode() = false;
  model.network->to(impl_->device);
  // Nothing in the graph depends on the size; one batch of a small one is quick.
  constexpr int kLargestStride = 32;
  impl_->module =
      trace(*model.network, torch::zeros({1, 3, kLargestStride, kLargestStride}, impl_->device));
  auto graph = impl_->module.get_method("forward").graph();
  torch::jit::ConstantPropagation(graph);  // all that is left to do to freeze it
  torch::jit::OptimizeFrozenGraph(graph, /*optimize_numerics=*/true);
  if (device == Device::kCuda) return;
  if (precision == Precision::kFastest && has_bfloat16()) {
    use_bfloat16_convolutions(impl_->module);
  } else {
    impl_->module = torch::jit::optimize_for_inference(impl_->module);
  }
}

InferenceEngine::~InferenceEngine() = default;

FrameOutputs InferenceEngine::run(const ClipTensors& batch) const {
  const c10::InferenceMode inference;
  at::set_num_threads(1);  // a setting of the calling thread
  const auto faces =
      batch.faces.to(impl_->device).contiguous(at::MemoryFormat::ChannelsLast);  // oneDNN's own
  const auto outputs = impl_->module.forward({faces}).toTuple()->elements();
  return {outputs.at(0).toTensor().cpu(), outputs.at(1).toTensor().cpu()};
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
