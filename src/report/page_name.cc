#include "emorec/report/page_name.h"

namespace emorec {
namespace fs = std::filesystem;

std::string page_name(const fs::path& path) {
  if (path.is_relative()) return path.string();
  const fs::path last = path.has_filename() ? path.filename() : path.parent_path().filename();
  return last.empty() ? path.string() : last.string();
}

std::string with_page_name(std::string text, const fs::path& path) {
  const std::string given = path.string();
  const std::string shown = page_name(path);
  if (given == shown) return text;
  for (std::size_t at = 0; (at = text.find(given, at)) != text.npos; at += shown.size()) {
    text.replace(at, given.size(), shown);
  }
  return text;
}

}  // namespace emorec
