// What can be done where something is written to: escape sequences, lines of some width.
#pragma once

#include <cstddef>

namespace emorec::cli {

/// True of a terminal, unless TERM is "dumb" or not set.
bool takes_escapes(int descriptor);

/// Likewise, if NO_COLOR is not set (no-color.org).
bool takes_colours(int descriptor);

/// The width of the terminal; a longer line could not be drawn over itself.
std::size_t columns_of(int descriptor);

/// Takes a line off a terminal.
inline constexpr const char* kWipe = "\r\033[K";

}  // namespace emorec::cli
