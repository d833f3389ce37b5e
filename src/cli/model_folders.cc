#include "model_folders.h"

#include <cstdlib>

namespace emorec::cli {
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  if (const char* chosen = std::getenv("EMOREC_MODELS")) folders.emplace_back(chosen);
  std::error_code failure;
  fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
  folders.push_back(folder.parent_path() / "share/emorec/models");
  constexpr int kBuildDepth = 3;  // build/<preset>/src/emorec
  for (int i = 0; i < kBuildDepth; ++i) folder = folder.parent_path();
  folders.push_back(folder / "models");
  return folders;
}

}  // namespace

ModelStore open_model_store() { return ModelStore(model_folders()); }

fs::path shipped_file(const std::string& name) {
  for (const auto& folder : model_folders()) {
    if (fs::exists(folder / name)) return folder / name;
  }
  return {};
}

fs::path find_model(const std::string& name, const Session& session) {
  fs::path file = open_model_store().find(name);
  session.outputs.reads_also("the model", file);
  return file;
}

}  // namespace emorec::cli
