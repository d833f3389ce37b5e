// The order in which people number files: frame2 before frame10.
#pragma once

#include <string_view>

namespace emorec::media {

/// A strict order of all strings: runs of digits by their value, the rest byte by byte.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace emorec::media
