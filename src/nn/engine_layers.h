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

/// Which row of a view's pictures each frame of a batch takes; undefined if each has its own.
using ViewRows = std::vector<torch::Tensor>;

inline torch::Tensor rows_of_frames(const torch::Tensor& of_pictures, const ViewRows& rows,
                                    std::size_t view) {
  const bool shared = view < rows.size() && rows[view].defined();
  return shared ? of_pictures.index_select(0, rows[view]) : of_pictures;
}

/// Lets several threads compute at a time from now on. Whoever is the first to ask oneDNN 2.6 for a
/// reorder from one type of numbers to another adds it to a list that all threads read; two at a
/// time end the program, or get none (openvinotoolkit/oneDNN#129).
void prepare_reorders();

class EngineLayers {
 public:
  EngineLayers();
  ~EngineLayers();

  /// Takes them out of a graph whose inputs are these views; what they make of them becomes further
  /// inputs.
  void take(torch::jit::Graph& graph, const std::vector<ViewSpec>& views, Precision precision);

  /// Adds what they make of the views to the graph's inputs, for each frame; nothing if none were
  /// taken. Safe from several threads.
  void run(const ViewTensors& views, const ViewRows& rows, torch::jit::Stack& inputs) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
