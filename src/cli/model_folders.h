// Where models are looked for.
#pragma once

#include "emorec/nn/model_store.h"

namespace emorec::cli {

/// $EMOREC_MODELS, then beside the program: ../share/emorec/models when it is installed, models/ of
/// the source tree when it runs from a build folder.
ModelStore open_model_store();

}  // namespace emorec::cli
