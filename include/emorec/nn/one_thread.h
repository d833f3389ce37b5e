// LibTorch computing in one thread. What calls it shares the work out by pictures, oneDNN plans for
// one thread, and results must not depend on how many there are.
#pragma once

#include <ATen/Parallel.h>
#include <omp.h>

namespace emorec {

/// While it lives, LibTorch's operations in this thread use no other. `at::set_num_threads` would
/// change all threads of the process, which may be somebody else's program.
class OneThread {
 public:
  OneThread() : before_(at::get_num_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;  // asked for first: LibTorch sets its own number when a thread first calls it
};

}  // namespace emorec
