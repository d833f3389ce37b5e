// What a batch and its workers say to each other, from either side.
#include "emorec/batch/worker_protocol.h"

#include "fuzz.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message = fuzz::text_of(data, size);
  fuzz::accepts([&] { check_ready(message); });
  fuzz::accepts([&] {
    const std::string again = encode(decode_task(message));
    fuzz::require(encode(decode_task(again)) == again, "a task is read as it was written");
  });
  return 0;
}
