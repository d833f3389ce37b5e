// cache.json of a folder of face chips. A sound shard lies beside it, whose hash the seed tells.
#include "emorec/data/chip_cache.h"
#include "emorec/nn/safetensors.h"

#include "chip_set_checks.h"
#include "fuzz.h"

using namespace emorec;

namespace {

/// As make_seeds.py describes it in its index.
void write_shard_once() {
  static const bool done = [] {
    const char* const clips =
        R"([{"name":"a.png","split":"","group":"","target":[1,0,0,0,0,0,0],"label":"anger",)"
        R"("frames":1}])";
    Safetensors shard;
    shard.metadata = {
        {"format", "emorec.chips/1"},
        {"cut",
         R"({"size":2,"channels":1,"max_frames":1,"crops":false,"template":[0,0,0,0],"dataset":""})"},
        {"clips", clips},
        {"left_out", "[]"}};
    shard.tensors["aligned"] = {DType::kU8, {1, 2, 2, 1}, std::vector<std::byte>(4)};
    shard.tensors["has_face"] = {DType::kU8, {1}, std::vector<std::byte>(1)};
    write_safetensors(fuzz::folder() / "chips-00000.safetensors", shard);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  write_shard_once();
  fuzz::file_of("cache.json", fuzz::text_of(data, size));
  fuzz::accepts([] { fuzz::require_whole(read_chip_cache(fuzz::folder())); });
  return 0;
}
