#include "emorec/core/spelling.h"

#include <cctype>
#include <optional>
#include <string_view>

namespace emorec {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kEscapeLength = 4;  // \xe9

/// Bytes of the character that the text begins with, by table 3-7 of the Unicode Standard; 0 if
/// they are none.
std::size_t character_length(std::string_view text) {
  const auto within = [text](std::size_t i, unsigned low, unsigned high) {
    if (i >= text.size()) return false;
    const auto byte = static_cast<unsigned char>(text[i]);
    return low <= byte && byte <= high;
  };
  const auto continues = [&](std::size_t i) { return within(i, 0x80, 0xBF); };
  if (within(0, 0x00, 0x7F)) return 1;
  if (within(0, 0xC2, 0xDF)) return continues(1) ? 2 : 0;
  if (within(0, 0xE0, 0xEF)) {
    const bool second = within(1, text[0] == '\xE0' ? 0xA0 : 0x80, text[0] == '\xED' ? 0x9F : 0xBF);
    return second && continues(2) ? 3 : 0;
  }
  if (within(0, 0xF0, 0xF4)) {
    const bool second = within(1, text[0] == '\xF0' ? 0x90 : 0x80, text[0] == '\xF4' ? 0x8F : 0xBF);
    return second && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

int hex_digit(char c) {
  if ('0' <= c && c <= '9') return c - '0';
  if ('a' <= c && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// The byte that is spelled at the beginning of the text, if one is.
std::optional<char> escaped_byte(std::string_view text) {
  if (text.size() < kEscapeLength || text.substr(0, 2) != "\\x") return std::nullopt;
  const int high = hex_digit(text[2]);
  const int low = hex_digit(text[3]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(16 * high + low);
}

std::string escape(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

std::string spelled(const std::string& bytes) {
  std::string text;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t length = character_length(rest);
    if (length == 0 || escaped_byte(rest)) {
      text += escape(rest.front());
      rest.remove_prefix(1);
    } else {
      text += rest.substr(0, length);
      rest.remove_prefix(length);
    }
  }
  return text;
}

std::string spelled(const fs::path& path) { return spelled(path.native()); }

std::string unspelled(const std::string& text) {
  std::string bytes;
  for (std::string_view rest = text; !rest.empty();) {
    const auto byte = escaped_byte(rest);
    bytes += byte.value_or(rest.front());
    rest.remove_prefix(byte ? kEscapeLength : 1);
  }
  return bytes;
}

fs::path named_file(const fs::path& folder, const std::string& name) {
  fs::path path = folder / name;
  std::error_code unknown;
  if (fs::exists(path, unknown)) return path;
  const fs::path other = folder / unspelled(name);
  return fs::exists(other, unknown) ? other : path;
}

}  // namespace emorec
