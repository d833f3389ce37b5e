#include "emorec/train/chip_tensors.h"

#include "emorec/nn/preprocessing.h"

namespace emorec {

torch::Tensor chip_tensor(const ChipSet& chips, const std::vector<std::uint8_t>& frames) {
  return torch::from_blob(const_cast<std::uint8_t*>(frames.data()),
                          {static_cast<std::int64_t>(frames.size() / chips.chip_bytes()),
                           chips.size, chips.size, chips.channels},
                          torch::kUInt8);
}

torch::Tensor context_tensor(const ChipSet& chips) {
  const ContextSet& context = chips.context;
  if (context.height == 0) return {};
  return torch::from_blob(const_cast<std::uint8_t*>(context.bytes.data()),
                          {static_cast<std::int64_t>(chips.frame_count()), context.height,
                           context.width, context.channels},
                          torch::kUInt8);
}

torch::Tensor normalise_chips(const torch::Tensor& images, const ViewSpec& view) {
  return images.size(1) == 1 ? normalise_grey(images, view) : normalise_bgr(images, view);
}

}  // namespace emorec
