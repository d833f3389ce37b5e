// What there is to choose from, for those who make no network themselves.
#pragma once

#include <string>
#include <vector>

#include "emorec/nn/model_config.h"

namespace emorec {

/// The names that `make_backbone` knows.
std::vector<std::string> backbone_names();

/// The side of the pictures that a published backbone takes.
/// @throws Error{kModel} for an unknown name.
int usual_input_size(const std::string& backbone);

/// GLAMOR-Net as in its paper: two encoders alike, of a face box of 96 pixels and of the middle 112
/// of a frame scaled to 128×171, black where the face is; colours in 0…1; dropout 0.5. Frames
/// without a face are scored with a black one.
ModelConfig glamor_config();

/// Our values for a dual focus network, without any stream.
ModelConfig dual_focus_config();

/// What one of its streams sees, by what it looks at: "object", "scene" or "motion".
/// @throws Error{kUsage} for another name.
ViewSpec dual_focus_view(const std::string& stream);

}  // namespace emorec
