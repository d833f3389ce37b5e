#include "engine_layers.h"

namespace emorec {

struct EngineLayers::Impl {};

EngineLayers::EngineLayers() = default;
EngineLayers::~EngineLayers() = default;

void prepare_reorders() {}

// All layers stay in the graph.
void EngineLayers::take(torch::jit::Graph& /*graph*/, const std::vector<ViewSpec>& /*views*/,
                        Precision /*precision*/) {}
void EngineLayers::run(const ViewTensors& /*views*/, const ViewRows& /*rows*/,
                       torch::jit::Stack& /*inputs*/) const {}

}  // namespace emorec
