// Mixed precision: what gains by it is computed in bfloat16, weights stay in float.
#pragma once

#include <ATen/autocast_mode.h>
#include <torch/types.h>

namespace emorec {

/// For as long as it lives.
class Autocast {
 public:
  Autocast(bool enabled, torch::Device device) : cuda_(device.is_cuda()) {
    if (cuda_) {
      at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
      at::autocast::set_enabled(enabled);
    } else {
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      at::autocast::set_cpu_enabled(enabled);
    }
  }
  ~Autocast() {
    at::autocast::clear_cache();
    cuda_ ? at::autocast::set_enabled(false) : at::autocast::set_cpu_enabled(false);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool cuda_;
};

}  // namespace emorec
