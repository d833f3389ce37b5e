// JSON may nest without end in few bytes ("[[[["). What was parsed of it is copied, compared and
// written by recursion, and a stack has an end. Nothing of ours nests deeper than this.
#pragma once

#include <string_view>

namespace emorec {

inline constexpr int kMostJsonLevels = 32;

/// @throws Error{kInput} if the text, should it be JSON, nests deeper.
void require_shallow_json(std::string_view text);

}  // namespace emorec
