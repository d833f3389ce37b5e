#include "onednn_layers.h"

#include <algorithm>

#include <torch/types.h>

namespace emorec {
namespace {

using dnnl::memory;

constexpr auto kFloat = memory::data_type::f32;
constexpr auto kChannelsLast = memory::format_tag::nhwc;

memory bytes(std::size_t count, const dnnl::engine& engine) {
  const auto size = static_cast<memory::dim>(count);
  return {{{size}, memory::data_type::u8, memory::format_tag::a}, engine};
}

/// A tensor's numbers in the layout that oneDNN asks for.
memory arranged(const torch::Tensor& tensor, const memory::desc& desc, const dnnl::engine& engine) {
  const auto type = desc.data_type() == kFloat ? torch::kFloat32 : torch::kBFloat16;
  const auto plain = tensor.to(type).contiguous();
  const memory::dims strides = [&] {
    memory::dims all(desc.dims().size(), 1);
    for (std::size_t i = all.size() - 1; i > 0; --i) all[i - 1] = all[i] * desc.dims()[i];
    return all;
  }();
  memory from({desc.dims(), desc.data_type(), strides}, engine, plain.data_ptr());
  memory to(desc, engine);
  dnnl::stream stream(engine);
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
  return to;
}

/// A layer's result: channels last, as deep as its weights say.
memory::desc result_of(const Layer& layer, const memory::desc& input) {
  auto dims = input.dims();
  if (layer.weight.defined()) dims[1] = layer.weight.size(0);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto reach = layer.dilation[i] * (layer.kernel[i] - 1) + 1;
    dims[i + 2] = (dims[i + 2] + 2 * layer.padding[i] - reach) / layer.stride[i] + 1;
  }
  return {dims, input.data_type(), kChannelsLast};
}

/// oneDNN counts the gaps between what a kernel looks at.
memory::dims gaps(const Layer& layer) { return {layer.dilation[0] - 1, layer.dilation[1] - 1}; }

/// Nothing is kept beside a primitive, so that threads can share it.
dnnl::primitive_attr attributes(const Layer& layer) {
  dnnl::post_ops after;
  if (layer.added) after.append_sum();
  if (layer.ceiling) {
    const auto ceiling = static_cast<float>(*layer.ceiling);
    after.append_eltwise(1, dnnl::algorithm::eltwise_clip, 0, ceiling);
  } else if (layer.relu) {
    after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
  }
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

}  // namespace

bool has_bfloat16() {
  const auto has = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto needed = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
  return (has & needed) == needed;
}

struct OneDnnLayers::Workspace {
  /// Between the memory of tensors, which is set before it runs, and a slot.
  struct Copy {
    Copy(memory from_memory, memory to_memory)
        : from(std::move(from_memory)), to(std::move(to_memory)), reorder(from, to) {}
    memory from, to;
    dnnl::reorder reorder;
  };

  explicit Workspace(const OneDnnLayers& layers)
      : stream(layers.engine_),
        scratch(bytes(layers.scratch_bytes_, layers.engine_)),
        slots(slots_of(layers)),
        picture(outside(layers, 0), in_slot(layers, 0)) {
    for (std::size_t i = 0; i < layers.steps_.size(); ++i) {
      arguments.push_back(layers.steps_[i].weights);
      arguments.back().insert({{DNNL_ARG_SRC, in_slot(layers, layers.steps_[i].input)},
                               {DNNL_ARG_DST, in_slot(layers, i + 1)},
                               {DNNL_ARG_SCRATCHPAD, scratch}});
    }
    for (const int result : layers.results_) {
      results.emplace_back(in_slot(layers, result), outside(layers, result));
    }
  }

  static std::vector<memory> slots_of(const OneDnnLayers& layers) {
    std::vector<memory> all;
    for (const auto count : layers.slot_bytes_) all.push_back(bytes(count, layers.engine_));
    return all;
  }

  memory in_slot(const OneDnnLayers& layers, std::size_t number) const {
    const Value& value = layers.values_[number];
    return {value.desc, layers.engine_, slots[value.slot].get_data_handle()};
  }

  static memory outside(const OneDnnLayers& layers, std::size_t number) {
    return {{layers.values_[number].desc.dims(), kFloat, kChannelsLast}, layers.engine_, nullptr};
  }

  void copy(Copy& one) { one.reorder.execute(stream, one.from, one.to); }

  dnnl::stream stream;
  memory scratch;
  std::vector<memory> slots;
  std::vector<Arguments> arguments;  // one a step
  Copy picture;
  std::vector<Copy> results;
};

OneDnnLayers::OneDnnLayers(const LayerPlan& plan, int side, dnnl::memory::data_type type)
    : type_(type), results_(plan.results) {
  values_.push_back({{{1, 3, side, side}, type, kChannelsLast}});
  for (const auto& layer : plan.layers) {
    layer.weight.defined() ? add_convolution(layer) : add_max_pooling(layer);
  }
  share_slots(plan);
}

OneDnnLayers::~OneDnnLayers() = default;

void OneDnnLayers::add_convolution(const Layer& layer) {
  const auto input = values_[layer.input].desc;
  memory::dims sizes = layer.weight.sizes().vec();
  if (layer.groups > 1) {
    sizes[0] /= layer.groups;
    sizes.insert(sizes.begin(), layer.groups);
  }
  const memory::desc weights(sizes, type_, memory::format_tag::any);
  const memory::desc bias =
      layer.bias.defined() ? memory::desc(layer.bias.sizes().vec(), kFloat, memory::format_tag::a)
                           : memory::desc();
  const dnnl::convolution_forward::desc what(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, input, weights, bias,
      result_of(layer, input), layer.stride, gaps(layer), layer.padding, layer.padding);
  const dnnl::convolution_forward::primitive_desc how(what, attributes(layer), engine_);
  Arguments arguments = {
      {DNNL_ARG_WEIGHTS, arranged(layer.weight.view(sizes), how.weights_desc(), engine_)}};
  if (layer.bias.defined()) {
    arguments.insert({DNNL_ARG_BIAS, arranged(layer.bias, how.bias_desc(), engine_)});
  }
  add_step(dnnl::convolution_forward(how), how, std::move(arguments), layer);
}

void OneDnnLayers::add_max_pooling(const Layer& layer) {
  const auto input = values_[layer.input].desc;
  const dnnl::pooling_v2_forward::desc what(dnnl::prop_kind::forward_inference,
                                            dnnl::algorithm::pooling_max, input,
                                            result_of(layer, input), layer.stride, layer.kernel,
                                            gaps(layer), layer.padding, layer.padding);
  const dnnl::pooling_v2_forward::primitive_desc how(what, attributes(layer), engine_);
  add_step(dnnl::pooling_v2_forward(how), how, {}, layer);
}

void OneDnnLayers::add_step(const dnnl::primitive& primitive, const dnnl::primitive_desc& desc,
                            Arguments weights, const Layer& layer) {
  scratch_bytes_ = std::max(scratch_bytes_, desc.scratchpad_desc().get_size());
  steps_.push_back({primitive, std::move(weights), static_cast<std::size_t>(layer.input)});
  values_.push_back({result_of(layer, values_[layer.input].desc)});
}

void OneDnnLayers::share_slots(const LayerPlan& plan) {
  const auto never = plan.layers.size();
  std::vector<std::size_t> last_use(values_.size(), never);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) last_use[plan.layers[i].input] = i;
  for (const auto& layer : plan.layers) {
    if (layer.added) last_use[*layer.added] = never;  // the sum takes its slot over
  }
  for (const int result : plan.results) last_use[result] = never;

  std::vector<std::size_t> free;
  const auto place = [&](Value& value, std::optional<int> over) {
    if (over) {
      value.slot = values_[*over].slot;
    } else if (!free.empty()) {  // the one used last is in the cache
      value.slot = free.back();
      free.pop_back();
    } else {
      value.slot = slot_bytes_.size();
      slot_bytes_.push_back(0);
    }
    slot_bytes_[value.slot] = std::max(slot_bytes_[value.slot], value.desc.get_size());
  };
  place(values_[0], {});
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    place(values_[i + 1], plan.layers[i].added);
    const auto input = plan.layers[i].input;
    if (last_use[input] == i) free.push_back(values_[input].slot);
  }
}

std::unique_ptr<OneDnnLayers::Workspace> OneDnnLayers::idle_workspace() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto workspace = std::move(idle_.back());
      idle_.pop_back();
      return workspace;
    }
  }
  return std::make_unique<Workspace>(*this);
}

std::vector<torch::Tensor> OneDnnLayers::run(const torch::Tensor& pictures) const {
  const auto from = pictures.contiguous(at::MemoryFormat::ChannelsLast);
  std::vector<torch::Tensor> results;
  for (const int result : results_) {
    auto sizes = values_[result].desc.dims();
    sizes[0] = pictures.size(0);
    results.push_back(torch::empty(sizes, at::MemoryFormat::ChannelsLast));
  }
  auto workspace = idle_workspace();
  for (std::int64_t i = 0; i < pictures.size(0); ++i) {
    workspace->picture.from.set_data_handle(from[i].data_ptr());
    workspace->copy(workspace->picture);
    for (std::size_t s = 0; s < steps_.size(); ++s) {
      steps_[s].primitive.execute(workspace->stream, workspace->arguments[s]);
    }
    for (std::size_t r = 0; r < results.size(); ++r) {
      workspace->results[r].to.set_data_handle(results[r][i].data_ptr());
      workspace->copy(workspace->results[r]);
    }
  }
  workspace->stream.wait();
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(workspace));
  return results;
}

}  // namespace emorec
