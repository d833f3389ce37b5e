// Dark pictures made lighter, before faces are looked for and chips are cut: both detector and
// network know few faces in the dark.
#pragma once

#include <opencv2/core/mat.hpp>

namespace emorec {

/// Raises an H×W 8-bit grey picture whose mean is below four tenths of white to about that, by a
/// power of its values (gamma), so that nothing is cut off at either end. Lighter pictures stay as
/// they are.
void lighten(cv::Mat& grey);

}  // namespace emorec
