// Writing so that nothing is lost, and naming files by their content.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace emorec {

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
