#include "emorec/nn/model_store.h"

#include <algorithm>
#include <fstream>

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/files.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

std::vector<ModelEntry> read_registry(const fs::path& folder) {
  const fs::path file = folder / "registry.json";
  std::ifstream in(file);
  if (!in) return {};
  std::vector<ModelEntry> entries;
  try {
    const auto registry = nlohmann::json::parse(in);
    for (const auto& item : registry.at("models")) {
      entries.push_back({item.at("name"), folder / item.at("file").get<std::string>(),
                         item.at("sha256"), item.at("size"), item.at("summary")});
    }
  } catch (const nlohmann::json::exception& e) {
    throw Error(ErrorKind::kModel,
                file.string() + ": not a registry of models (" + e.what() + ").");
  }
  return entries;
}

}  // namespace

ModelStore::ModelStore(const std::vector<fs::path>& folders) {
  for (const auto& folder : folders) {
    for (auto& entry : read_registry(folder)) {
      const bool known = std::any_of(entries_.begin(), entries_.end(),
                                     [&](const ModelEntry& e) { return e.name == entry.name; });
      if (!known) entries_.push_back(std::move(entry));
    }
  }
}

fs::path ModelStore::find(const std::string& name_or_path) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const ModelEntry& e) {
    return name_or_path.empty() || e.name == name_or_path;
  });
  if (found != entries_.end()) {
    verify(*found);
    return found->path;
  }
  std::error_code ignored;
  if (fs::is_regular_file(name_or_path, ignored)) return name_or_path;
  std::string names;
  for (const auto& entry : entries_) names += (names.empty() ? "" : ", ") + entry.name;
  throw Error(
      ErrorKind::kModel,
      (name_or_path.empty() ? "no model is named" : name_or_path + ": no such model") +
          ". Give a model file, or one of: " +
          (names.empty() ? "(none is installed; set EMOREC_MODELS to their folder)" : names));
}

void ModelStore::verify(const ModelEntry& entry) {
  std::error_code failure;
  if (!fs::is_regular_file(entry.path, failure)) {
    throw Error(ErrorKind::kModel, entry.path.string() + ": registered as '" + entry.name +
                                       "' but not there. Reinstall emorec's models.");
  }
  if (fs::file_size(entry.path) != entry.size || sha256_of_file(entry.path) != entry.sha256) {
    throw Error(ErrorKind::kModel, entry.path.string() + ": not the file that is registered as '" +
                                       entry.name + "' (size or SHA-256 differ). Reinstall it.");
  }
}

}  // namespace emorec
