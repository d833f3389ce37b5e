// Work that several threads share, taken in its order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace emorec {

/// `take(result)` with what `worker(i)` gives for each i from 0 to `count`, in order, by the
/// calling thread. Each of the threads has a worker of its own, made by `make_worker()`. Results
/// that are not due yet wait; at most four a thread, so that a slow one does not fill the memory.
/// What a worker or `take` throws ends the work and is thrown again.
template <typename MakeWorker, typename Take>
void in_order(std::size_t count, int threads, const MakeWorker& make_worker, const Take& take) {
  using Result = decltype(make_worker()(std::size_t{}));
  const std::size_t room = 4 * static_cast<std::size_t>(threads);
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Result> done;
  std::size_t next = 0;
  std::size_t taken = 0;
  std::exception_ptr failure;

  const auto fail = [&] {
    const std::lock_guard lock(mutex);
    if (!failure) failure = std::current_exception();
    changed.notify_all();
  };
  const auto work = [&] {
    try {
      auto worker = make_worker();
      std::unique_lock lock(mutex);
      for (;;) {
        changed.wait(lock, [&] { return failure || next == count || next < taken + room; });
        if (failure || next == count) return;
        const std::size_t i = next++;
        lock.unlock();
        Result result = worker(i);
        lock.lock();
        done.emplace(i, std::move(result));
        changed.notify_all();
      }
    } catch (...) {
      fail();
    }
  };
  const auto take_all = [&] {
    std::unique_lock lock(mutex);
    while (taken < count) {
      changed.wait(lock, [&] { return failure || done.count(taken) > 0; });
      if (failure) return;
      auto result = std::move(done.extract(taken).mapped());
      lock.unlock();
      take(std::move(result));
      lock.lock();
      ++taken;
      changed.notify_all();
    }
  };

  std::vector<std::thread> workers;
  workers.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) workers.emplace_back(work);
  try {
    take_all();
  } catch (...) {
    fail();
  }
  for (auto& worker : workers) worker.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace emorec
