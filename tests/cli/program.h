// The program under test, and a model for it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "run_program.h"
#include "support/paths.h"
#include "support/process.h"
#include "support/random_model.h"

namespace emorec::testing {

struct Result {
  int code;
  std::string output;
  std::string errors;
};

inline Result result_of(Process& process) {
  const int code = process.wait();
  return {code, process.output, process.errors};
}

inline Result emorec(std::vector<std::string> words,
                     const std::vector<std::string>& environment = {}) {
  words.insert(words.begin(), EMOREC_BINARY);
  Process process(std::move(words), environment);
  return result_of(process);
}

/// The same in a child of this process. A program that is started has LibTorch to load, which takes
/// up to half a second: too long for each of three hundred commands. They may start no process of
/// their own, and find no models beside the program.
inline Result emorec_here(std::vector<std::string> words) {
  words.insert(words.begin(), EMOREC_BINARY);
  Process process(
      [&] { return cli::run_program(static_cast<int>(words.size()), pointers(words).data()); });
  return result_of(process);
}

/// A model of the default architecture with random weights. `side` is that of its chips. It expects
/// disgust so rarely that it answers that as soon as it is adjusted.
inline void save_test_model(const std::filesystem::path& path, int seed = 1, int side = 112) {
  ModelConfig config;
  config.face().size = side;
  config.prior = {0.2, 1e-9, 0.2, 0.2, 0.2, 0.1, 0.1};
  save_random_model(path, config, seed);
}

}  // namespace emorec::testing
