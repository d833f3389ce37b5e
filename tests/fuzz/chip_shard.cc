// A shard of face chips.
#include "chip_shard.h"

#include "chip_set_checks.h"
#include "fuzz.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of("chips.safetensors", fuzz::text_of(data, size));
  fuzz::accepts([&] {
    Shard shard = read_shard(path);
    fuzz::require_whole(shard.clips.set);
    write_shard(path, shard);
    fuzz::require(read_shard(path).key == shard.key, "a key is read as it was written");
  });
  return 0;
}
