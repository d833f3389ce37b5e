#include "installed_models.h"

#include <cstdlib>

#include <dlfcn.h>

namespace emorec {
namespace fs = std::filesystem;

ModelStore installed_models() {
  std::vector<fs::path> folders;
  if (const char* chosen = std::getenv("EMOREC_MODELS")) folders.emplace_back(chosen);
  Dl_info library{};
  if (::dladdr(reinterpret_cast<const void*>(&installed_models), &library) == 0) {
    return ModelStore(folders);
  }
  std::error_code failure;
  constexpr int kDeepest = 5;  // build/<preset>/src/library, lib/x86_64-linux-gnu
  fs::path folder = fs::canonical(library.dli_fname, failure).parent_path();
  for (int i = 0; i < kDeepest && folder.has_relative_path(); ++i, folder = folder.parent_path()) {
    folders.push_back(folder / "share/emorec/models");
    folders.push_back(folder / "models");
  }
  return ModelStore(folders);
}

}  // namespace emorec
