// A few threads that do what is asked of them, and ways to share work among them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <deque>
#include <future>
#include <limits>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "emorec/core/bounded_queue.h"

namespace emorec {

class ThreadPool {
 public:
  /// `threads` may be 0: then tasks are done by whoever submits them.
  explicit ThreadPool(int threads) {
    threads_.reserve(static_cast<std::size_t>(threads));
    for (std::size_t i = 0; i < static_cast<std::size_t>(threads); ++i) {
      threads_.emplace_back([this, i] {
        while (auto task = tasks_.pop()) (*task)(i);
      });
    }
  }

  /// Tasks that have not begun are dropped.
  ~ThreadPool() {
    tasks_.clear();
    tasks_.close();
    for (auto& thread : threads_) thread.join();
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t size() const { return threads_.size(); }

  /// Has `task(thread)` done, where `thread` counts from 0. What it returns or throws comes out of
  /// the future.
  template <typename Task>
  auto submit(Task task) {
    using Result = std::invoke_result_t<Task&, std::size_t>;
    std::packaged_task<Result(std::size_t)> job(std::move(task));
    auto result = job.get_future();
    if (threads_.empty()) {
      job(0);
    } else {
      tasks_.push(std::packaged_task<void(std::size_t)>(std::move(job)));
    }
    return result;
  }

 private:
  BoundedQueue<std::packaged_task<void(std::size_t)>> tasks_{
      std::numeric_limits<std::size_t>::max()};
  std::vector<std::thread> threads_;
};

/// Calls `work(thread, i)` for each i from 0 to `count`, whichever thread is free doing the next.
/// If one throws, no more are begun, and the first thread's error is thrown when all have ended.
template <typename Work>
void in_parallel(ThreadPool& pool, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::future<void>> shares;
  for (std::size_t i = 0; i < std::max<std::size_t>(pool.size(), 1); ++i) {
    shares.push_back(pool.submit([&](std::size_t thread) {
      try {
        for (std::size_t k = next++; k < count; k = next++) work(thread, k);
      } catch (...) {
        next = count;
        throw;
      }
    }));
  }
  for (auto& share : shares) share.wait();
  for (auto& share : shares) share.get();
}

/// As `in_parallel`, but `take(work(thread, i))` is called for each i in order, by the calling
/// thread. Results that are not due yet wait; at most four a thread, so that a slow one does not
/// fill the memory. What either throws ends the work and is thrown again.
template <typename Work, typename Take>
void in_order(ThreadPool& pool, std::size_t count, const Work& work, const Take& take) {
  using Result = std::invoke_result_t<const Work&, std::size_t, std::size_t>;
  const std::size_t room = 4 * std::max<std::size_t>(pool.size(), 1);
  std::deque<std::future<Result>> due;
  try {
    for (std::size_t i = 0; i < count || !due.empty();) {
      for (; i < count && due.size() < room; ++i) {
        due.push_back(pool.submit([&work, i](std::size_t thread) { return work(thread, i); }));
      }
      take(due.front().get());
      due.pop_front();
    }
  } catch (...) {
    for (auto& result : due) {
      if (result.valid()) result.wait();  // they use `work`
    }
    throw;
  }
}

}  // namespace emorec
