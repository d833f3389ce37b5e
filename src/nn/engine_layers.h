// The layers of a frozen network that something faster than LibTorch computes. One of two sources
// is built: engine_layers_onednn.cc, or engine_layers_none.cc where there is no oneDNN 2.
#pragma once

#include <memory>
#include <vector>

#include <torch/csrc/jit/ir/ir.h>
#include <torch/types.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/scorer.h"

namespace emorec {

class EngineLayers {
 public:
  EngineLayers();
  ~EngineLayers();

  /// Takes them out of a graph whose inputs are these views; what they make of them becomes further
  /// inputs.
  void take(torch::jit::Graph& graph, const std::vector<ViewSpec>& views, Precision precision);

  /// Adds what they make of the views to the graph's inputs; nothing if none were taken. Safe from
  /// several threads.
  void run(const ViewTensors& views, torch::jit::Stack& inputs) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
