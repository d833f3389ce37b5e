// What a batch and its workers say to each other, from either side.
#include <sstream>

#include "emorec/batch/worker_protocol.h"

#include "fuzz.h"

using namespace emorec;

namespace {

std::optional<WorkerTask> task_of(const std::string& message) {
  std::istringstream in(message + '\0');
  return read_task(in);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message = fuzz::text_of(data, size);
  fuzz::accepts([&] { check_ready(message); });
  fuzz::accepts([&] { face_in(message); });
  fuzz::accepts([&] {
    const auto task = task_of(message);
    if (!task) return;
    const std::string again = encode(*task);
    fuzz::require(encode(task_of(again).value()) == again, "a task is read as it was written");
  });
  return 0;
}
