// Numbers with the word for what they count.
#pragma once

#include <string>

namespace emorec {

/// "1 frame", "2 frames".
template <typename Count>
std::string counted(Count count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace emorec
