// A confusion matrix as a picture: shaded by the share of the row, with counts and per cent in it.
#pragma once

#include "emorec/eval/evaluation.h"
#include "emorec/report/svg.h"

namespace emorec {

/// The matrix over all clips, with WAR and UAR in its title.
Svg confusion_picture(const Evaluation& evaluation);

}  // namespace emorec
