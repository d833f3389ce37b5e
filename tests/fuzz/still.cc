// Still images, whatever their format.
#include "clip_checks.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::watch(fuzz::file_of("image.jpg", fuzz::text_of(data, size)), {});
  return 0;
}
