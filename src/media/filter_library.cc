#include "filter_library.h"

#include <optional>

#include <dlfcn.h>

extern "C" {
#include <libavutil/macros.h>
}

namespace emorec::media {
namespace {

constexpr const char* kFilterLibrary = "libavfilter.so." AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR);

template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

std::optional<FilterLibrary> load_filters() {
  void* library = ::dlopen(kFilterLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return std::nullopt;
  FilterLibrary found;
  const bool whole = find(library, "avfilter_graph_alloc", found.graph_alloc) &&
                     find(library, "avfilter_graph_free", found.graph_free) &&
                     find(library, "avfilter_graph_parse2", found.graph_parse) &&
                     find(library, "avfilter_graph_config", found.graph_config) &&
                     find(library, "av_buffersrc_add_frame", found.add_frame) &&
                     find(library, "av_buffersink_get_frame", found.get_frame);
  return whole ? std::optional(found) : std::nullopt;
}

}  // namespace

const FilterLibrary* filter_library() {
  static const std::optional<FilterLibrary> library = load_filters();
  return library ? &*library : nullptr;
}

}  // namespace emorec::media
