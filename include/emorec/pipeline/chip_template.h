// The chip margin that a model file states, as the aligner takes it: nn and face know nothing of
// each other.
#pragma once

#include "emorec/face/chip_aligner.h"
#include "emorec/nn/model_config.h"

namespace emorec {

inline ChipTemplate template_of(const InputConfig& input) {
  return {static_cast<float>(input.outer_eye), static_cast<float>(input.inner_eye),
          static_cast<float>(input.eye_line), static_cast<float>(input.nose_base)};
}

}  // namespace emorec
