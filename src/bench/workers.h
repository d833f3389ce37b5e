// Threads that share out clips among them, as the workers of a batch do. They live through a whole
// bench: LibTorch keeps what it has prepared for a thread, as it does in a worker that lives
// through a batch.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace emorec {

class Workers {
 public:
  /// `worker` counts from 0; each calls with one clip after the other, whoever is free the next.
  using Work = std::function<void(std::size_t worker, std::size_t clip)>;

  explicit Workers(int count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Does `work` for clips 0 … clips − 1, each once: the seconds that took. If one throws, no
  /// further clips are begun and the first error is thrown.
  double run(std::size_t clips, const Work& work);

 private:
  void live(std::size_t worker);
  void share_out(std::size_t worker);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int round_ = 0;            // number of the present round; -1: go home
  std::size_t working_ = 0;  // threads that have not finished it

  const Work* work_ = nullptr;
  std::size_t clips_ = 0;
  std::atomic<std::size_t> next_{0};
  std::exception_ptr failure_;
};

}  // namespace emorec
