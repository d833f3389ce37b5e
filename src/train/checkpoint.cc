#include "checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <torch/torch.h>

#include "emorec/core/error.h"
#include "emorec/nn/model_file.h"

namespace emorec {
namespace {

/// A module that owns nothing but the optimizer's momentum, so that it is stored like any other.
class Momentum : public torch::nn::Module {
 public:
  explicit Momentum(const torch::nn::Module& network) {
    for (const auto& item : network.named_parameters()) {
      std::string flat = item.key();  // a buffer's name must not contain dots
      std::replace(flat.begin(), flat.end(), '.', '/');
      buffers_[item.value().unsafeGetTensorImpl()] =
          register_buffer(flat, torch::zeros_like(item.value()));
    }
  }

  void take_from(torch::optim::SGD& optimizer) {
    for (auto& [parameter, buffer] : buffers_) {
      const auto found = optimizer.state().find(c10::guts::to_string(parameter));
      if (found == optimizer.state().end()) continue;
      buffer.copy_(static_cast<torch::optim::SGDParamState&>(*found->second).momentum_buffer());
    }
  }

  void give_to(torch::optim::SGD& optimizer) const {
    for (const auto& [parameter, buffer] : buffers_) {
      auto state = std::make_unique<torch::optim::SGDParamState>();
      state->momentum_buffer(buffer);
      optimizer.state()[c10::guts::to_string(parameter)] = std::move(state);
    }
  }

 private:
  std::map<at::TensorImpl*, torch::Tensor> buffers_;
};

constexpr const char* kEpochs = "epochs_done";

void add(Safetensors& content, const std::string& prefix, const torch::nn::Module& module) {
  for (auto& [name, tensor] : tensors_of(module)) {
    content.tensors[prefix + name] = std::move(tensor);
  }
}

void take(const Safetensors& content, const std::string& prefix, torch::nn::Module& module,
          const std::string& where) {
  Safetensors part;
  for (const auto& [name, tensor] : content.tensors) {
    if (name.rfind(prefix, 0) == 0) part.tensors[name.substr(prefix.size())] = tensor;
  }
  load_tensors(module, part, where);
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                     int epochs_done) {
  Momentum momentum(state.network);
  momentum.take_from(state.optimizer);
  Safetensors content;
  add(content, "weights.", state.network);
  add(content, "momentum.", momentum);
  content.metadata[kEpochs] = std::to_string(epochs_done);
  write_safetensors(path, content);
}

int load_checkpoint(const std::filesystem::path& path, const TrainingState& state) {
  if (!std::filesystem::exists(path)) return 0;
  const Safetensors content = read_safetensors(path);
  const auto epochs = content.metadata.find(kEpochs);
  const std::string text = epochs == content.metadata.end() ? "" : epochs->second;
  int epochs_done = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), epochs_done);
  if (failure != std::errc() || end != text.data() + text.size() || epochs_done < 0) {
    throw Error(ErrorKind::kModel, path.string() + ": not a checkpoint. Remove it to start anew.");
  }
  Momentum momentum(state.network);
  take(content, "weights.", state.network, path.string());
  take(content, "momentum.", momentum, path.string());
  momentum.give_to(state.optimizer);
  return epochs_done;
}

}  // namespace emorec
