// Stands for libFuzzer where there is none: gives a target nothing, and then each file of the
// folders that are named. A folder may be missing.
#include <algorithm>
#include <vector>

#include "fuzz.h"

namespace {

namespace fs = std::filesystem;

void replay(const fs::path& file) {
  std::cerr << file.string() << std::endl;  // before: the last one that is named is the one
  const std::string bytes = emorec::testing::read_bytes(file);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(argv[i], missing)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  LLVMFuzzerTestOneInput(nullptr, 0);
  for (const auto& file : files) replay(file);
  std::cout << files.size() + 1 << " inputs\n";
}
