// Files of results as they are read again: finished or under way, of a batch or of `emorec classify
// --format json`.
#pragma once

#include <filesystem>
#include <functional>

#include "emorec/core/cancel.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

/// Calls `use` for every clip's answer, in the file's order; of a clip that has several rows, with
/// the last. An incomplete last line, of a run that is under way, is passed over. One row is held
/// at a time.
/// @throws Error{kInput} naming file and line; Error{kCancelled}; what `use` throws.
void for_each_result(const std::filesystem::path& results,
                     const std::function<void(const ClipPrediction&)>& use,
                     const CancelToken& cancel);

}  // namespace emorec
