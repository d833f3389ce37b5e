#include "emorec/core/json_depth.h"

#include <string>

#include "emorec/core/error.h"

namespace emorec {

void require_shallow_json(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;  // whatever follows ends no string
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ']' || c == '}') --depth;
    if ((c == '[' || c == '{') && ++depth > kMostJsonLevels) {
      throw Error(ErrorKind::kInput,
                  "JSON that nests more than " + std::to_string(kMostJsonLevels) + " levels deep");
    }
  }
}

}  // namespace emorec
