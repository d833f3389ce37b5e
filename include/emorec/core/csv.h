// A text as one cell of comma-separated values (RFC 4180, with lines that end in LF).
#pragma once

#include <string>

#include "emorec/core/spelling.h"

namespace emorec {

/// In UTF-8: other bytes are spelled.
inline std::string csv_cell(const std::string& bytes) {
  const std::string text = spelled(bytes);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace emorec
