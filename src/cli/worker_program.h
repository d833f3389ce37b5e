// How batch and bench start this program again.
#pragma once

#include "emorec/batch/worker_process.h"

namespace emorec::cli {

/// This program as a worker, which computes with one thread.
WorkerCommand worker_command();

}  // namespace emorec::cli
