#include "support/random_model.h"

#include <torch/utils.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"

namespace emorec::testing {

void save_random_model(const std::filesystem::path& path, const ModelConfig& config, int seed) {
  torch::manual_seed(seed);
  save_model(path, config, *make_network(config));
}

}  // namespace emorec::testing
