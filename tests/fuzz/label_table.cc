// CSV tables of labels or votes, one part if the size is even, else all. The seeds name a file that
// is there.
#include "emorec/data/dataset.h"

#include "fuzz.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto clip = fuzz::file_of("a.png", "x");
  const auto path = fuzz::file_of("labels.csv", fuzz::text_of(data, size));
  if (size % 2 == 0) {
    fuzz::accepts([&] { read_dataset(path, "train"); });
    return 0;
  }
  fuzz::accepts([&] {
    const Dataset dataset = read_all_parts(path);
    fuzz::require(!dataset.clips.empty(), "a data set has a clip");
    for (const auto& one : dataset.clips) {
      double sum = 0;
      for (const double share : one.target) sum += share;
      fuzz::require(sum > 0.999 && sum < 1.001, "the shares of a target add up to 1");
      fuzz::require(!one.label || one.label->index < dataset.labels.size(), "a label of the set");
    }
  });
  return 0;
}
