// Names of files in JSON and CSV. A name is any bytes; these formats are UTF-8. So a byte that is
// not UTF-8 is spelled \xe9, as Python's "backslashreplace" and bash's $'...' have it, and a
// backslash that would look like the beginning of that is spelled \x5c. Every other name is spelled
// as it is, and nothing is lost.
#pragma once

#include <filesystem>
#include <string>

namespace emorec {

/// Valid UTF-8, whatever the bytes are.
std::string spelled(const std::string& bytes);
std::string spelled(const std::filesystem::path& path);

/// The bytes that were spelled.
std::string unspelled(const std::string& text);

/// The file that a list or a table names, seen from `folder`: by its own bytes or, if there is no
/// such file but one that is spelled so, that.
std::filesystem::path named_file(const std::filesystem::path& folder, const std::string& name);

}  // namespace emorec
