#include <torch/torch.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"

#include "program.h"

namespace emorec::testing {

void save_random_model(const std::filesystem::path& path, int seed, int side) {
  torch::manual_seed(seed);
  ModelConfig config;
  config.face().size = side;
  config.prior = {0.2, 1e-9, 0.2, 0.2, 0.2, 0.1, 0.1};
  save_model(path, config, *make_network(config));
}

}  // namespace emorec::testing
