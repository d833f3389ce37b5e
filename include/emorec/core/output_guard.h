// Sees to it that no file that is read, and no other result, is replaced by what is written.
//
//   OutputGuard guard;
//   guard.writes("--csv", "results.csv");
//   guard.reads("the list of clips", "list.txt");
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <sys/types.h>

namespace emorec {

/// Which file or folder a path names, however it is spelled: links are followed. What does not
/// exist yet is known by the folder that does and the names below it.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  std::filesystem::path below = {};

  friend bool operator==(const FileIdentity& a, const FileIdentity& b) {
    return std::tie(a.device, a.inode, a.below) == std::tie(b.device, b.inode, b.below);
  }
};

FileIdentity identity_of(const std::filesystem::path& path);

class OutputGuard {
 public:
  /// A file or folder that will be written; `option` is what a message calls it, as "--csv".
  /// @throws Error{kUsage} if it is another output too, or something that is read.
  void writes(const std::string& option, const std::filesystem::path& path);

  /// A file or folder that is read; `what` is what a message calls it, as "the list of clips".
  /// @throws Error{kUsage} if an output would replace it.
  void reads(const std::string& what, const std::filesystem::path& path);

  /// Likewise for one of many files, or a folder of which every file is read, after all outputs are
  /// known: nothing is kept.
  void reads_also(const std::string& what, const std::filesystem::path& path) const;

 private:
  struct Named {
    std::string name;
    FileIdentity identity;
  };
  struct Output : Named {
    std::filesystem::path path;
    std::optional<FileIdentity> folder;  ///< the folder of a file that is there already
  };

  static void require_apart(const Output& output, const Named& input);

  std::vector<Output> outputs_;
  std::vector<Named> inputs_;
};

}  // namespace emorec
