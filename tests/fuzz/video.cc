// Videos, whatever their format. Every second input is asked for some frames of a part only.
#include "clip_checks.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of("clip.mp4", fuzz::text_of(data, size));
  fuzz::watch(path, {});
  if (size % 2 == 0) return 0;
  ClipOptions options;
  options.start = 10.5;  // far enough that it is sought
  options.max_frames = 3;
  fuzz::watch(path, options);
  options = {};
  options.picture_every = 0.2;
  fuzz::watch(path, options);
  return 0;
}
