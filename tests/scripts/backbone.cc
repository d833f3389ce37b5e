// backbone NAME: the names and shapes of a backbone's tensors, a line each.
// backbone NAME IN OUT: loads IN as training does, writes what the network then holds to OUT, and
// prints the shape, mean and standard deviation of a feature map.
#include "emorec/nn/backbone.h"

#include <cstdio>

#include <torch/utils.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"

namespace {

void print_tensors(const std::string& name) {
  for (const auto& [tensor, data] : emorec::tensors_of(*emorec::make_backbone(name))) {
    std::printf("%s", tensor.c_str());
    for (const auto side : data.shape) std::printf(" %lld", static_cast<long long>(side));
    std::printf("\n");
  }
}

void load(const std::string& name, const char* in, const char* out) {
  const torch::NoGradGuard no_grad;
  emorec::ModelConfig config;
  config.backbone = name;
  const auto network = emorec::make_network(config);
  emorec::load_backbone_weights(*network, in);
  network->eval();
  const auto backbone =
      std::dynamic_pointer_cast<emorec::Backbone>(network->named_children()["backbone"]);
  emorec::write_safetensors(out, {emorec::tensors_of(*backbone), {}});
  const auto image = torch::linspace(-2, 2, 3 * 96 * 96).view({1, 3, 96, 96}).cos();
  const auto map = backbone->forward(image).to(torch::kFloat64);
  std::printf("%lld %lld %lld %.9g %.9g\n", static_cast<long long>(map.size(1)),
              static_cast<long long>(map.size(2)), static_cast<long long>(map.size(3)),
              map.mean().item<double>(), map.std().item<double>());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) return 2;
  try {
    if (argc == 2) print_tensors(argv[1]);
    if (argc == 4) load(argv[1], argv[2], argv[3]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
