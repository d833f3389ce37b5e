#include "layer_plan.h"

#include <algorithm>
#include <map>
#include <string>

#include <torch/csrc/jit/ir/constants.h>

namespace emorec {
namespace {

using torch::jit::Node;
using torch::jit::Value;

bool is(const Node* node, std::initializer_list<const char*> kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [&](const char* kind) {
    return node->kind() == c10::Symbol::fromQualString(kind);
  });
}

template <typename T>
T constant(const Value* value) {
  const auto ivalue = torch::jit::toIValue(value);
  TORCH_CHECK(ivalue, "a frozen layer with an argument that is not constant");
  return ivalue->to<T>();
}

std::vector<std::int64_t> sizes(const Value* value) {
  auto list = constant<std::vector<std::int64_t>>(value);
  if (list.size() == 1) list.push_back(list.front());
  return list;
}

class LayerTaker {
 public:
  LayerTaker(torch::jit::Graph& graph, std::size_t input) : graph_(graph) {
    numbers_[graph.inputs().at(input)] = 0;
  }

  LayerPlan run() {
    for (Node* node : std::vector<Node*>(graph_.nodes().begin(), graph_.nodes().end())) {
      if (take(node)) taken_.push_back(node);
    }
    hand_over_results();
    for (auto node = taken_.rbegin(); node != taken_.rend(); ++node) (*node)->destroy();
    return std::move(plan_);
  }

 private:
  bool take(Node* node) {
    if (is(node, {"aten::_convolution", "aten::conv2d"})) return take_convolution(node);
    if (is(node, {"aten::max_pool2d"})) return take_max_pooling(node);
    if (is(node, {"aten::relu", "aten::relu_"})) return take_relu(node);
    if (is(node, {"aten::clamp"})) return take_clamp(node);
    if (is(node, {"aten::add", "aten::add_"})) return take_addition(node);
    return false;
  }

  bool take_convolution(Node* node) {
    const auto input = number(node->input(0));
    Layer layer;
    layer.weight = constant<torch::Tensor>(node->input(1));
    // Attention's scores, a few channels, gain nothing and would lose digits.
    constexpr std::int64_t kWide = 16;
    if (!input || layer.weight.size(0) < kWide) return false;
    layer.input = *input;
    if (const auto bias = constant<c10::optional<torch::Tensor>>(node->input(2))) {
      layer.bias = *bias;
    }
    layer.kernel = {layer.weight.size(2), layer.weight.size(3)};
    layer.stride = sizes(node->input(3));
    layer.padding = sizes(node->input(4));
    layer.dilation = sizes(node->input(5));
    if (is(node, {"aten::conv2d"})) {
      layer.groups = constant<std::int64_t>(node->input(6));
    } else {
      const bool transposed = constant<bool>(node->input(6));
      if (transposed) return false;
      layer.groups = constant<std::int64_t>(node->input(8));
    }
    append(std::move(layer), node);
    return true;
  }

  bool take_max_pooling(Node* node) {
    const auto input = number(node->input(0));
    Layer layer;
    layer.kernel = sizes(node->input(1));
    layer.stride = sizes(node->input(2));
    if (layer.stride.empty()) layer.stride = layer.kernel;
    layer.padding = sizes(node->input(3));
    layer.dilation = sizes(node->input(4));
    const bool rounds_up = constant<bool>(node->input(5));
    if (!input || rounds_up) return false;
    layer.input = *input;
    append(std::move(layer), node);
    return true;
  }

  bool take_relu(Node* node) {
    const auto of = number(node->input());
    if (!of || !ends_convolution(node->input())) return false;
    plan_.layers[*of - 1].relu = true;
    numbers_[node->output()] = *of;
    return true;
  }

  /// From 0 up, as ReLU6 is.
  bool take_clamp(Node* node) {
    const auto of = number(node->input(0));
    const auto low = constant<c10::optional<at::Scalar>>(node->input(1));
    const auto high = constant<c10::optional<at::Scalar>>(node->input(2));
    if (!of || !ends_convolution(node->input(0))) return false;
    if (!low || !high || low->toDouble() != 0) return false;
    plan_.layers[*of - 1].relu = true;
    plan_.layers[*of - 1].ceiling = high->toDouble();
    numbers_[node->output()] = *of;
    return true;
  }

  bool take_addition(Node* node) {
    if (!number(node->input(0)) || !number(node->input(1))) return false;
    if (constant<at::Scalar>(node->input(2)).toDouble() != 1) return false;
    const bool ordered = *number(node->input(0)) < *number(node->input(1));
    const Value* earlier = node->input(ordered ? 0 : 1);
    const Value* later = node->input(ordered ? 1 : 0);
    if (!ends_convolution(later)) return false;
    const int layer = *number(later) - 1;
    if (*number(earlier) == 0 || !is_free_for(earlier, layer, node)) return false;
    plan_.layers[layer].added = *number(earlier);
    numbers_[node->output()] = layer + 1;
    return true;
  }

  /// Whether a value is a convolution's, without a ReLU yet, that has one use.
  bool ends_convolution(const Value* value) const {
    const int layer = *number(value) - 1;
    return layer >= 0 && plan_.layers[layer].weight.defined() && !plan_.layers[layer].relu &&
           value->uses().size() == 1;
  }

  /// Whether nothing but the addition needs a value from that layer on.
  bool is_free_for(const Value* value, int layer, const Node* addition) const {
    return std::all_of(value->uses().begin(), value->uses().end(), [&](const auto& use) {
      return use.user == addition || (is_taken(use.user) && use.user->isBefore(nodes_[layer]));
    });
  }

  bool is_taken(const Node* node) const {
    return std::find(taken_.begin(), taken_.end(), node) != taken_.end();
  }

  void append(Layer layer, Node* node) {
    plan_.layers.push_back(std::move(layer));
    nodes_.push_back(node);
    numbers_[node->output()] = static_cast<int>(plan_.layers.size());
  }

  std::optional<int> number(const Value* value) const {
    const auto found = numbers_.find(value);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

  void hand_over_results() {
    for (Node* node : taken_) {
      const auto& uses = node->output()->uses();
      const bool needed = std::any_of(uses.begin(), uses.end(),
                                      [this](const auto& use) { return !is_taken(use.user); });
      if (!needed) continue;
      plan_.results.push_back(*number(node->output()));
      node->output()->replaceAllUsesWith(graph_.addInput());
    }
  }

  torch::jit::Graph& graph_;
  LayerPlan plan_;
  std::vector<Node*> nodes_;  // one a layer
  std::vector<Node*> taken_;
  std::map<const Value*, int> numbers_;
};

}  // namespace

LayerPlan take_layers(torch::jit::Graph& graph, std::size_t input) {
  return LayerTaker(graph, input).run();
}

}  // namespace emorec
