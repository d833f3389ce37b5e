// Whether escape sequences are understood where something is written to.
#pragma once

namespace emorec::cli {

/// True of a terminal, unless TERM is "dumb" or not set.
bool takes_escapes(int descriptor);

/// Likewise, if NO_COLOR is not set (no-color.org).
bool takes_colours(int descriptor);

}  // namespace emorec::cli
