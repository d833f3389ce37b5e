// Computes a plan's layers with oneDNN: one picture at a time, whose values stay in the processor's
// cache, each layer's bias, addition and ReLU in the step that computes it.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

#include "layer_plan.h"

namespace emorec {

/// Whether the processor computes in bfloat16: about three times as fast as in float32.
bool has_bfloat16();

class OneDnnLayers {
 public:
  /// For pictures of 3×side×side; values and weights are kept as f32 or bf16.
  OneDnnLayers(const LayerPlan& plan, int side, dnnl::memory::data_type type);
  ~OneDnnLayers();

  /// The plan's results (each B×D×H×W) of pictures B×3×side×side, all in float32. Safe from several
  /// threads; each computes alone.
  std::vector<torch::Tensor> run(const torch::Tensor& pictures) const;

 private:
  using Arguments = std::unordered_map<int, dnnl::memory>;  // by oneDNN's names of them
  struct Value {
    dnnl::memory::desc desc;
    std::size_t slot = 0;
  };
  struct Step {
    dnnl::primitive primitive;
    Arguments weights;
    std::size_t input;
  };
  /// The memory that one thread computes in.
  struct Workspace;

  void add_convolution(const Layer& layer);
  void add_max_pooling(const Layer& layer);
  void add_step(const dnnl::primitive& primitive, const dnnl::primitive_desc& desc,
                Arguments weights, const Layer& layer);
  void share_slots(const LayerPlan& plan);
  std::unique_ptr<Workspace> idle_workspace() const;

  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::memory::data_type type_;
  std::vector<Step> steps_;
  std::vector<Value> values_;  // the picture, then what each step gives
  std::vector<int> results_;
  std::vector<std::size_t> slot_bytes_;  // the memory that values share one after the other
  std::size_t scratch_bytes_ = 1;

  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Workspace>> idle_;
};

}  // namespace emorec
