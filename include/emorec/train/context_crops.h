// Parts of what is seen around faces, as a network takes them.
#pragma once

#include <cstdint>

#include <torch/types.h>

namespace emorec {

/// Contexts B·T×H×W×C in bytes, the T frames of a clip one after the other → B·T×C×side×side in
/// 0…1: of each clip another part, from torch's default generator, in all of its frames the same.
torch::Tensor random_crops(const torch::Tensor& contexts, std::int64_t frames, std::int64_t side);

/// The middle, as `ViewSpec` has it.
torch::Tensor middle_crops(const torch::Tensor& contexts, std::int64_t side);

}  // namespace emorec
