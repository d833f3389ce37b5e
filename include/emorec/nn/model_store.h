// Finds models by name: folders with a registry.json that lists name, file, sha256, size, summary.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace emorec {

struct ModelEntry {
  std::string name;
  std::filesystem::path path;
  std::string sha256;       ///< what the registry promises
  std::uintmax_t size = 0;  ///< likewise, bytes
  std::string summary;
};

class ModelStore {
 public:
  /// Earlier folders win where names repeat; folders without a registry are passed over.
  /// @throws Error{kModel} for a registry that cannot be understood.
  explicit ModelStore(const std::vector<std::filesystem::path>& folders);

  const std::vector<ModelEntry>& entries() const { return entries_; }

  /// A registered name, or the path of a model file. An empty name is the first registered model.
  /// A registered file is checked against its size and hash before it is given out.
  /// @throws Error{kModel} listing the names that would do.
  std::filesystem::path find(const std::string& name_or_path) const;

  /// @throws Error{kModel} if the file is missing or is not the one that was registered.
  static void verify(const ModelEntry& entry);

 private:
  std::vector<ModelEntry> entries_;
};

}  // namespace emorec
