// How long a fresh process takes until it can classify, and has.
#pragma once

#include <filesystem>

#include "emorec/bench/bench.h"

namespace emorec {

/// Starts a worker as a batch does and has it classify `clip`.
/// @throws Error{kOutput} if it ends instead, and Error{kCancelled}.
StartUp time_start_up(const BenchOptions& options, const std::filesystem::path& clip,
                      const CancelToken& cancel);

}  // namespace emorec
