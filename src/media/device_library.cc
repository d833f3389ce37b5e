#include "device_library.h"

#include <dlfcn.h>

extern "C" {
#include <libavutil/macros.h>
}

namespace emorec::media {
namespace {

// FFmpeg numbers the two alike.
constexpr const char* kDeviceLibrary = "libavdevice.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR);

const AVInputFormat* load() {
  void* library = ::dlopen(kDeviceLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  void* enlist = ::dlsym(library, "avdevice_register_all");
  if (enlist == nullptr) return nullptr;
  reinterpret_cast<void (*)()>(enlist)();
  return av_find_input_format("v4l2");
}

}  // namespace

const AVInputFormat* camera_format() {
  static const AVInputFormat* format = load();
  return format;
}

const char* device_library_name() { return kDeviceLibrary; }

}  // namespace emorec::media
