// Networks in and out of safetensors files. Loading runs no code from the file.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "emorec/nn/map_spec.h"
#include "emorec/nn/model_config.h"
#include "emorec/nn/safetensors.h"

namespace torch::nn {
class Module;
}

namespace emorec {

class FrameNetwork;

struct Model {
  ModelConfig config;
  std::shared_ptr<FrameNetwork> network;  ///< in evaluation mode
};

/// Its attention maps over the views that its file states.
std::vector<MapSpec> maps_of(const Model& model);

/// @throws Error{kModel} for a damaged file, another format, a tensor that is missing, unexpected,
///         of another shape or dtype, or holds values that are not finite; named in the message.
Model load_model(const std::filesystem::path& path);

/// @throws Error{kOutput}.
void save_model(const std::filesystem::path& path, const ModelConfig& config,
                const FrameNetwork& network);

/// Copies tensors into a module's parameters and buffers of the same name.
/// Batch norm's `num_batches_tracked` counters, which inference ignores, need not be there.
/// @throws Error{kModel} as `load_model`; `where` names the file.
void load_tensors(torch::nn::Module& module, const Safetensors& content, const std::string& where);

/// Likewise from names that begin with `prefix`; others are left alone.
void load_part(const torch::nn::Module& module, const Safetensors& content,
               const std::string& prefix, const std::string& where);

/// The module's parameters and buffers, without the counters.
std::map<std::string, TensorData> tensors_of(const torch::nn::Module& module);

/// Starts the backbone of a network's view from a file of that backbone's weights, or from a
/// model's. Tensors of layers that the backbone does not have (an identity embedding, an old
/// classifier) are left alone; a missing one is an error.
/// @throws Error{kModel}.
void load_backbone_weights(FrameNetwork& network, const std::filesystem::path& path,
                           std::size_t view = 0);

}  // namespace emorec
