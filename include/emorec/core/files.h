// Writing so that nothing is lost, and naming files by their content.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace emorec {

/// A file or folder that is being made beside the one that it will replace. What was not committed
/// is removed, with all that is in it: after an error or an interruption nothing half-written is
/// left.
///
///   Replacement out("clip.mp4");
///   write_clip(out.path());
///   out.commit();
class Replacement {
 public:
  explicit Replacement(std::filesystem::path target);
  ~Replacement();
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  /// Where to write: in the target's folder, so that renaming is all that is left to do.
  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& target() const { return target_; }

  /// Makes path() a folder.
  /// @throws Error{kOutput} naming the target and the system's reason.
  void make_folder() const;

  /// Flushes what lies at path() to disk and renames it. A folder may only replace an empty one.
  /// @throws Error{kOutput} naming the target and the system's reason.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
};

/// For work that takes long before there is anything to write: tries a file beside `target`.
/// @throws Error{kOutput} as commit() would, if none can be made or `target` is a folder.
void require_writable(const std::filesystem::path& target);

/// Likewise for a folder.
/// @throws Error{kOutput} if it exists and is not empty, or cannot be made.
void require_new_folder(const std::filesystem::path& target);

/// Writes `path` through a temporary file beside it, which is flushed to disk and renamed: a reader
/// sees the old file or the new one, never half of either. On failure the old file is untouched and
/// the temporary is removed.
/// @throws Error{kOutput} naming the path and the system's reason.
void replace_file(const std::filesystem::path& path,
                  const std::function<void(std::ostream&)>& write);

/// Waits until what was written to a file is on the disk; for a folder, which files are in it.
/// @throws Error{kOutput}.
void flush_to_disk(const std::filesystem::path& path);

/// SHA-256 of the text, as 64 lower-case hexadecimal digits.
std::string sha256_of(std::string_view text);

/// SHA-256 of the file's bytes, 64 lower-case hexadecimal digits.
/// @throws Error{kInput} if it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace emorec
