// Who is seen in a still, by its file's name.
#pragma once

#include <vector>

#include "emorec/data/dataset.h"

namespace emorec {

/// Sets the group of stills: the file's name up to a trailing number, "Al_Gore" for
/// Al_Gore_0002.jpg. Names that a fifth of the stills or more have in common ("image_0001.png") are
/// nobody's: then no still gets a group.
void group_by_person(std::vector<DatasetClip>& clips);

}  // namespace emorec
