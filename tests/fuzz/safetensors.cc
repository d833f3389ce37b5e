// Model files: the container, and what its metadata says of a network.
#include "emorec/nn/safetensors.h"

#include "emorec/nn/model_config.h"

#include "fuzz.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of("a.safetensors", fuzz::text_of(data, size));
  Safetensors content;
  if (!fuzz::accepts([&] { content = read_safetensors(path); })) return 0;
  fuzz::require(content.metadata == read_safetensors_metadata(path), "metadata alone is the same");
  for (const auto& [name, tensor] : content.tensors) {
    std::size_t bytes = size_of(tensor.dtype);
    for (const auto side : tensor.shape) bytes *= static_cast<std::size_t>(side);
    fuzz::require(bytes == tensor.bytes.size(), "a tensor's bytes fit its shape");
  }
  ViewSpec view;
  fuzz::accepts([&] { take_normalisation(content.metadata, view, "a"); });
  ModelConfig config;
  if (!fuzz::accepts([&] { config = from_metadata(content.metadata, "a"); })) return 0;
  from_metadata(to_metadata(config), "what was written");
  return 0;
}
