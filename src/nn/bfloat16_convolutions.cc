#include "bfloat16_convolutions.h"

#include <array>
#include <set>

#include <ATen/core/dispatch/Dispatcher.h>
#include <cpuid.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/torch.h>

namespace emorec {
namespace {

using torch::jit::Node;
using torch::jit::Value;

/// oneDNN chooses a layout of the weights by it; results do not depend on it.
constexpr std::int64_t kTypicalBatch = 8;
constexpr std::int64_t kTypicalSide = 28;

bool is(const Node* node, std::initializer_list<const char*> kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [&](const char* kind) {
    return node->kind() == c10::Symbol::fromQualString(kind);
  });
}

bool is_convolution(const Node* node) { return is(node, {"aten::_convolution", "aten::conv2d"}); }
bool is_relu(const Node* node) { return is(node, {"aten::relu", "aten::relu_"}); }

/// Keeps bfloat16: what it does to a value in it is as exact as the value.
bool keeps_bfloat16(const Node* node) {
  return is_relu(node) || is(node, {"aten::add", "aten::add_", "aten::max_pool2d"});
}

template <typename T>
T constant(const Value* value) {
  const auto ivalue = torch::jit::toIValue(value);
  TORCH_CHECK(ivalue, "a frozen convolution with an argument that is not constant");
  return ivalue->to<T>();
}

/// Attention's scores, a few channels, gain nothing and would lose digits.
bool is_wide(const Node* convolution) {
  constexpr std::int64_t kWide = 16;
  return constant<torch::Tensor>(convolution->input(1)).size(0) >= kWide;
}

/// Weights, bias and what else a convolution is told, in the form that oneDNN computes with.
c10::IValue prepacked(const Node* node, const char* followed_by) {
  // _convolution has `transposed` and `output_padding` before the groups.
  const std::size_t groups = node->kind() == c10::Symbol::fromQualString("aten::conv2d") ? 6 : 8;
  const auto weight = constant<torch::Tensor>(node->input(1)).to(torch::kBFloat16);
  auto bias = constant<c10::optional<torch::Tensor>>(node->input(2));
  if (bias) bias = bias->to(torch::kBFloat16);
  const auto group_count = constant<std::int64_t>(node->input(groups));
  const std::vector<std::int64_t> input_size = {kTypicalBatch, weight.size(1) * group_count,
                                                kTypicalSide, kTypicalSide};
  torch::jit::Stack stack;
  torch::jit::push(stack, weight, bias, constant<std::vector<std::int64_t>>(node->input(3)),
                   constant<std::vector<std::int64_t>>(node->input(4)),
                   constant<std::vector<std::int64_t>>(node->input(5)), group_count, input_size,
                   std::string(followed_by));
  c10::Dispatcher::singleton()
      .findSchemaOrThrow("mkldnn_prepacked::conv2d_prepack", "")
      .callBoxed(stack);
  return stack.front();
}

class Rewriter {
 public:
  explicit Rewriter(torch::jit::Module& module)
      : module_(module), graph_(*module.get_method("forward").graph()) {}

  void run() {
    const std::vector<Node*> nodes(graph_.nodes().begin(), graph_.nodes().end());
    for (Node* node : nodes) {
      if (replaced_.count(node) > 0) continue;
      if (is_convolution(node) && is_wide(node)) {
        replace(node);
      } else {
        take_float32(node);
      }
    }
    torch::jit::EliminateDeadCode(module_.get_method("forward").graph());
  }

 private:
  /// The ReLU that is all that a convolution's result is used for, or nothing.
  static Node* relu_after(const Node* node) {
    const auto& uses = node->output()->uses();
    return uses.size() == 1 && is_relu(uses.front().user) ? uses.front().user : nullptr;
  }

  static Value* output_after_relu(Node* node) {
    Node* relu = relu_after(node);
    return relu != nullptr ? relu->output() : node->output();
  }

  void replace(Node* node) {
    Node* relu = relu_after(node);
    const std::string name = "convolution_" + std::to_string(replaced_.size());
    const auto context = prepacked(node, relu != nullptr ? "relu" : "none");
    module_.register_attribute(name, context.type(), context);
    const torch::jit::WithInsertPoint here(node);
    Value* packed = graph_.insertGetAttr(graph_.inputs().at(0), name);
    const auto run = c10::Symbol::fromQualString("mkldnn_prepacked::conv2d_run");
    Value* result = graph_.insert(run, {bfloat16(node->input(0)), packed});
    output_after_relu(node)->replaceAllUsesWith(result);
    in_bfloat16_.insert(result);
    replaced_.insert(node);
    if (relu != nullptr) replaced_.insert(relu);
  }

  Value* bfloat16(Value* value) {
    return in_bfloat16_.count(value) > 0 ? value : cast(value, torch::kBFloat16);
  }

  Value* cast(Value* value, torch::ScalarType type) {
    return graph_.insert(c10::Symbol::fromQualString("aten::to"),
                         {value, static_cast<std::int64_t>(type)});
  }

  /// Gives a node that was left as it is what it expects.
  void take_float32(Node* node) {
    const bool any = std::any_of(node->inputs().begin(), node->inputs().end(),
                                 [this](Value* v) { return in_bfloat16_.count(v) > 0; });
    if (!any) return;
    if (keeps_bfloat16(node)) {
      in_bfloat16_.insert(node->output());
      return;
    }
    const torch::jit::WithInsertPoint here(node);
    for (std::size_t i = 0; i < node->inputs().size(); ++i) {
      if (in_bfloat16_.count(node->input(i)) == 0) continue;
      node->replaceInput(i, cast(node->input(i), torch::kFloat32));
    }
  }

  torch::jit::Module& module_;
  torch::jit::Graph& graph_;
  std::set<const Node*> replaced_;
  std::set<const Value*> in_bfloat16_;
};

}  // namespace

bool has_bfloat16() {
  constexpr unsigned kAvx512Bf16 = 1U << 5U;  // of EAX, leaf 7, subleaf 1
  std::array<unsigned, 4> registers{};
  return __get_cpuid_count(7, 1, &registers[0], &registers[1], &registers[2], &registers[3]) != 0 &&
         __builtin_cpu_supports("avx512f") && (registers[0] & kAvx512Bf16) != 0;
}

void use_bfloat16_convolutions(torch::jit::Module& module) { Rewriter(module).run(); }

}  // namespace emorec
