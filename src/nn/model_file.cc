#include "emorec/nn/model_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <torch/nn/module.h>
#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/nn/frame_network.h"

namespace emorec {
namespace {

constexpr std::string_view kCounter = "num_batches_tracked";

bool is_counter(const std::string& name) {
  return name.size() >= kCounter.size() &&
         name.compare(name.size() - kCounter.size(), kCounter.size(), kCounter) == 0;
}

/// Parameters and buffers by name, counters left out.
std::map<std::string, torch::Tensor> state_of(const torch::nn::Module& module) {
  std::map<std::string, torch::Tensor> state;
  for (const auto& item : module.named_parameters()) state[item.key()] = item.value();
  for (const auto& item : module.named_buffers()) {
    if (!is_counter(item.key())) state[item.key()] = item.value();
  }
  return state;
}

std::string text_of(c10::IntArrayRef shape) {
  std::string text = "[";
  for (const auto side : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(side);
  return text + "]";
}

Error misfit(const std::string& where, const std::string& tensor, const std::string& what) {
  return Error(ErrorKind::kModel, where + ": tensor '" + tensor + "' " + what +
                                      ". The file is of another network, or damaged.");
}

void copy_into(const torch::Tensor& target, const std::string& name, const TensorData& data,
               const std::string& where) {
  const auto fail = [&](const std::string& what) { return misfit(where, name, what); };
  if (data.dtype != DType::kF32 && data.dtype != DType::kF16) {
    throw fail("has dtype " + std::string(name_of(data.dtype)) + ", expected F32 or F16");
  }
  if (c10::IntArrayRef(data.shape) != target.sizes()) {
    throw fail("has shape " + text_of(data.shape) + ", expected " + text_of(target.sizes()));
  }
  const auto type = data.dtype == DType::kF32 ? torch::kFloat32 : torch::kFloat16;
  const auto values = torch::from_blob(const_cast<std::byte*>(data.bytes.data()), data.shape, type)
                          .to(torch::kFloat32);
  const auto* first = values.data_ptr<float>();
  // LibTorch's isfinite takes four passes, and longer than all the rest of loading.
  if (!std::all_of(first, first + values.numel(), [](float v) { return std::isfinite(v); })) {
    throw fail("holds NaN or infinite values");
  }
  const torch::NoGradGuard no_grad;
  target.copy_(values);
}

}  // namespace

void load_part(const torch::nn::Module& module, const Safetensors& content,
               const std::string& prefix, const std::string& where) {
  for (const auto& [own_name, target] : state_of(module)) {
    const std::string name = prefix + own_name;
    const auto found = content.tensors.find(name);
    if (found == content.tensors.end()) throw misfit(where, name, "is missing");
    copy_into(target, name, found->second, where);
  }
}

void load_tensors(torch::nn::Module& module, const Safetensors& content, const std::string& where) {
  const auto state = state_of(module);
  for (const auto& [name, data] : content.tensors) {
    if (state.count(name) == 0 && !is_counter(name)) throw misfit(where, name, "is unexpected");
  }
  load_part(module, content, /*prefix=*/"", where);
}

std::map<std::string, TensorData> tensors_of(const torch::nn::Module& module) {
  std::map<std::string, TensorData> tensors;
  for (const auto& [name, tensor] : state_of(module)) {
    const auto values = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    TensorData data{DType::kF32, values.sizes().vec(), std::vector<std::byte>(values.nbytes())};
    std::memcpy(data.bytes.data(), values.data_ptr(), data.bytes.size());
    tensors.emplace(name, std::move(data));
  }
  return tensors;
}

std::vector<MapSpec> maps_of(const Model& model) { return model.network->maps(model.config.views); }

Model load_model(const std::filesystem::path& path) {
  const Safetensors content = read_safetensors(path);
  Model model;
  model.config = from_metadata(content.metadata, path.string());
  try {
    model.network = make_network(model.config);
  } catch (const Error& e) {
    throw Error(ErrorKind::kModel, path.string() + ": " + e.what());
  }
  load_tensors(*model.network, content, path.string());
  model.network->eval();
  return model;
}

void save_model(const std::filesystem::path& path, const ModelConfig& config,
                const FrameNetwork& network) {
  write_safetensors(path, {tensors_of(network), to_metadata(config)});
}

void load_backbone_weights(FrameNetwork& network, const std::filesystem::path& path,
                           std::size_t view) {
  const Safetensors content = read_safetensors(path);
  const char* prefix = is_model(content.metadata) ? "backbone." : "";
  load_part(*network.backbones().at(view), content, prefix, path.string());
}

}  // namespace emorec
