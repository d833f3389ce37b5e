#include "engine_layers.h"
#include "layer_plan.h"
#include "onednn_layers.h"

namespace emorec {

struct EngineLayers::Impl {
  std::vector<std::unique_ptr<OneDnnLayers>> of_views;
};

EngineLayers::EngineLayers() = default;
EngineLayers::~EngineLayers() = default;

void EngineLayers::take(torch::jit::Graph& graph, const std::vector<ViewSpec>& views,
                        Precision precision) {
  const bool bfloat16 = precision == Precision::kFastest && has_bfloat16();
  const auto type = bfloat16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
  impl_ = std::make_unique<Impl>();
  for (std::size_t i = 0; i < views.size(); ++i) {
    impl_->of_views.push_back(
        std::make_unique<OneDnnLayers>(take_layers(graph, i), views[i].size, type));
  }
}

void EngineLayers::run(const ViewTensors& views, const ViewRows& rows,
                       torch::jit::Stack& inputs) const {
  if (!impl_) return;
  for (std::size_t i = 0; i < views.size(); ++i) {
    for (const auto& result : impl_->of_views[i]->run(views[i])) {
      inputs.emplace_back(rows_of_frames(result, rows, i));
    }
  }
}

}  // namespace emorec
