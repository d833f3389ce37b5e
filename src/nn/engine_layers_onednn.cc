#include <mutex>

#include "engine_layers.h"
#include "layer_plan.h"
#include "onednn_layers.h"

namespace emorec {

void prepare_reorders() {
  using dnnl::memory;
  static std::once_flag once;
  std::call_once(once, [] {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    constexpr memory::data_type kTypes[] = {memory::data_type::f32, memory::data_type::bf16};
    const auto number = [](memory::data_type type) {
      return memory::desc({1}, type, memory::format_tag::a);
    };
    for (const auto from : kTypes) {
      for (const auto to : kTypes) {
        dnnl::reorder::primitive_desc(engine, number(from), engine, number(to), {},
                                      /*allow_empty=*/true);  // bfloat16 is not for all processors
      }
    }
  });
}

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
