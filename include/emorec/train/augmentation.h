// Random changes that a face keeps its expression under.
#pragma once

#include <cstdint>

namespace at {
class Tensor;
}

namespace emorec {

/// Ranges and shares; `for_each_train_option` in train_options.h says what each is.
struct AugmentationOptions {
  double rotation = 15;
  double scale = 0.15;
  double squeeze = 0;
  double shift = 0.08;
  double frame_jitter = 0.2;
  double brightness = 0.15;
  double contrast = 0.25;
  double gamma = 0.4;
  double shadow = 0.5;
  double tint = 0.1;
  double noise = 0.04;
  double motion_blur = 0;
  double low_resolution = 0.25;
  double compression = 0;
  double erasing = 0.2;

  /// Nothing but the mirror image of every other clip.
  static AugmentationOptions none();
};

/// Bytes B·T×S×S×C, the T frames of a clip one after the other → B·T×C×side×side in 0…1, from
/// torch's default generator. Half of the clips are mirrored. A clip's frames share their light
/// and, but for the jitter, their place; noise, loss of detail, compression and erasing are each
/// frame's own.
at::Tensor augment(const at::Tensor& chips, std::int64_t frames, std::int64_t side,
                   const AugmentationOptions& options);

/// The same conversion without any change, for evaluation.
at::Tensor to_unit_range(const at::Tensor& chips);

}  // namespace emorec
