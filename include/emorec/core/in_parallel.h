// Work on many things by several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <future>
#include <vector>

namespace emorec {

/// Calls `work` with 0 … count − 1, each once; the first error is thrown when all threads ended.
template <typename Work>
void in_parallel(std::size_t count, int threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::future<void>> workers;
  workers.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    workers.push_back(std::async(std::launch::async, [&] {
      for (std::size_t k = next++; k < count; k = next++) work(k);
    }));
  }
  for (auto& worker : workers) worker.wait();
  for (auto& worker : workers) worker.get();
}

}  // namespace emorec
