// A network made ready to answer fast: weights frozen, batch norm folded, the backbone's layers
// computed by oneDNN itself.
#pragma once

#include <memory>
#include <string>

#include "emorec/nn/model_file.h"

namespace at {
class Tensor;
}

namespace emorec {

struct ClipTensors;
struct FrameOutputs;

enum class Device { kCpu, kCuda };

enum class Precision {
  kFastest,  ///< the backbone in bfloat16 where the processor computes in it
  kFloat32,
};

class InferenceEngine {
 public:
  /// @throws Error{kUsage} if the device is not there.
  InferenceEngine(const Model& model, Device device, Precision precision = Precision::kFastest);
  ~InferenceEngine();

  /// Logits and attention of a batch, on the CPU; and descriptors, if the pooling needs more than
  /// logits. Safe from several threads; each thread computes alone, so that results do not depend
  /// on how many there are.
  FrameOutputs run(const ClipTensors& batch) const;

  /// o(t,c), T×7, of all frames of one clip in order: `FrameNetwork::clip_logits`.
  at::Tensor clip_logits(const FrameOutputs& clip) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string torch_version();
bool cuda_available();

/// The instruction set that LibTorch's own kernels use, e.g. "AVX512".
std::string cpu_capability();

}  // namespace emorec
