#include "engine_layers.h"
#include "layer_plan.h"
#include "onednn_layers.h"

namespace emorec {

struct EngineLayers::Impl {
  OneDnnLayers layers;
};

EngineLayers::EngineLayers() = default;
EngineLayers::~EngineLayers() = default;

void EngineLayers::take(torch::jit::Graph& graph, int side, Precision precision) {
  const bool bfloat16 = precision == Precision::kFastest && has_bfloat16();
  const auto type = bfloat16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
  impl_.reset(new Impl{{take_layers(graph), side, type}});
}

void EngineLayers::run(const torch::Tensor& pictures, torch::jit::Stack& inputs) const {
  if (!impl_) return;
  for (auto& result : impl_->layers.run(pictures)) inputs.emplace_back(std::move(result));
}

}  // namespace emorec
