// A text in lower case, by ASCII's letters alone: whatever the locale, the same for everybody.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace emorec {

inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

}  // namespace emorec
