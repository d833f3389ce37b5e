// A confusion matrix as a picture: shaded by the share of the row, with counts and per cent in it.
#pragma once

#include <string>

#include "emorec/eval/evaluation.h"

namespace emorec {

/// SVG of the matrix over all clips, with WAR and UAR in its title.
std::string confusion_svg(const Evaluation& evaluation);

/// The same picture as the bytes of a PNG file.
/// @throws Error{kOutput} if librsvg cannot draw it.
std::string confusion_png(const Evaluation& evaluation);

}  // namespace emorec
