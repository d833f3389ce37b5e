// An SVG drawing as the bytes of a PNG file.
#pragma once

#include <string>

namespace emorec {

/// `width` pixels wide, on white, in the drawing's proportions.
/// @throws Error{kOutput} if librsvg cannot draw it.
std::string png_of_svg(const std::string& svg, int width);

}  // namespace emorec
