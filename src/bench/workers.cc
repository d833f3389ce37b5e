#include "workers.h"

#include <chrono>
#include <utility>

namespace emorec {

Workers::Workers(int count) {
  for (int i = 0; i < count; ++i) {
    threads_.emplace_back([this, i] { live(static_cast<std::size_t>(i)); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    round_ = -1;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

double Workers::run(std::size_t clips, const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  work_ = &work;
  clips_ = clips;
  next_ = 0;
  working_ = threads_.size();
  ++round_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return working_ == 0; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void Workers::live(std::size_t worker) {
  for (int done = 0;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return round_ != done; });
      if (round_ < 0) return;
      done = round_;
    }
    share_out(worker);
    const std::lock_guard lock(mutex_);
    if (--working_ == 0) changed_.notify_all();
  }
}

void Workers::share_out(std::size_t worker) {
  try {
    for (std::size_t clip = next_++; clip < clips_; clip = next_++) (*work_)(worker, clip);
  } catch (...) {
    next_ = clips_;
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
  }
}

}  // namespace emorec
