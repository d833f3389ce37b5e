// Where the library looks for models that are named.
#pragma once

#include "emorec/nn/model_store.h"

namespace emorec {

/// $EMOREC_MODELS, share/emorec/models of where the library is installed, or models/ of the source
/// tree that it was built in.
ModelStore installed_models();

}  // namespace emorec
