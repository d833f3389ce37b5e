#include "process_limits.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>
#include <vector>

#include <spdlog/fmt/fmt.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "emorec/core/counted.h"
#include "emorec/core/error.h"
#include "emorec/core/machine.h"

#include "command.h"

// There if the system's BLAS is OpenBLAS.
extern "C" void* blas_memory_alloc(int) __attribute__((weak));
extern "C" void blas_memory_free(void*) __attribute__((weak));

namespace emorec::cli {
namespace {

/// Measured: the least limit under which a clip of 720×576 is classified by 1, 2, 4 and 8 threads,
/// less what is taken when main() begins, with a third on top.
constexpr std::int64_t kToCompute = 350 * kMegabyte;
constexpr std::int64_t kThread = 80 * kMegabyte;  // its stack, its part of the heap
constexpr std::int64_t kBlasBuffer = (128 << 20) + (1 << 20);

/// Measured: what is taken when main() begins, without threads of OpenBLAS.
constexpr std::int64_t kToBegin = 600 * kMegabyte;

std::int64_t needed_by(int threads) {
  return kToCompute + threads * kThread + (threads + 1) * kBlasBuffer;
}

bool is_there(std::int64_t bytes) {
  const auto size = static_cast<std::size_t>(bytes);
  void* space = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) return false;
  ::munmap(space, size);
  return true;
}

/// OpenBLAS takes a buffer for each of its callers and keeps it. When it gets none, it tries again
/// for ever: so it takes them now, while they can be had.
void take_blas_buffers(int count) {
  if (blas_memory_alloc == nullptr || blas_memory_free == nullptr) return;
  std::vector<void*> buffers(static_cast<std::size_t>(count));
  for (auto& buffer : buffers) buffer = blas_memory_alloc(0);
  for (void* buffer : buffers) blas_memory_free(buffer);
}

void say(const char* text) {
  const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
  static_cast<void>(written);
}

std::terminate_handler otherwise = nullptr;

[[noreturn]] void on_terminate() {
  try {
    if (const auto failure = std::current_exception()) std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    say("error: memory ran out. Is it limited (ulimit -v)? Give more, or fewer --threads.\n");
    std::_Exit(kOutput);
  } catch (const std::system_error&) {
    say("error: no thread can be started. Is their number or memory limited (ulimit -u, ulimit "
        "-v)? Give more, or fewer --threads.\n");
    std::_Exit(kOutput);
  } catch (...) {
    otherwise();
  }
  std::abort();
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

bool has_variable(char** environment, const char* name) {
  for (; *environment != nullptr; ++environment) {
    if (std::strncmp(*environment, name, std::strlen(name)) == 0) return true;
  }
  return false;
}

/// Starts this program again with one variable more. Returns only if that fails.
void start_with(const char* variable, char** arguments, char** environment) {
  std::size_t count = 0;
  while (environment[count] != nullptr) ++count;
  constexpr std::size_t kMost = 4096;
  static char* variables[kMost + 2];
  if (count > kMost) return;
  std::copy_n(environment, count, variables);
  variables[count] = const_cast<char*>(variable);
  ::execve("/proc/self/exe", arguments, variables);
}

/// Runs before the libraries' own beginnings. Where address space is limited, these are told to
/// start no threads: OpenBLAS would take 140 MB for each processor, or end the process by a signal.
/// The libraries have not begun, so nothing but plain calls of the system is used.
void before_libraries(int, char** arguments, char** environment) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  if (limit.rlim_cur < static_cast<rlim_t>(kToBegin)) {
    say("error: the address space is limited (ulimit -v) to less than emorec begins with, 600 MB. "
        "Give at least 1200 MB.\n");
    ::_exit(kOutput);
  }
  if (!has_variable(environment, "OPENBLAS_NUM_THREADS=")) {
    start_with("OPENBLAS_NUM_THREADS=1", arguments, environment);
  }
}

__attribute__((section(".preinit_array"), used)) void (*first_of_all)(int, char**,
                                                                      char**) = before_libraries;

#endif

}  // namespace

void expect_limits() {
  std::signal(SIGXFSZ, SIG_IGN);
  otherwise = std::set_terminate(on_terminate);
}

int require_address_space(int threads, int threads_wanted) {
  while (threads > 1 && threads_wanted == 0 && !is_there(needed_by(threads))) --threads;
  const std::int64_t needed = needed_by(threads);
  if (!is_there(needed)) {
    rlimit limit{};
    ::getrlimit(RLIMIT_AS, &limit);
    const bool limited = limit.rlim_cur != RLIM_INFINITY;
    throw Error(ErrorKind::kOutput,
                fmt::format("{} more MB of address space are needed for {}, and there is less{}. "
                            "Give more, or fewer --threads.",
                            needed / kMegabyte, counted(threads, "thread"),
                            limited ? fmt::format(" under the limit of {} MB (ulimit -v)",
                                                  limit.rlim_cur / static_cast<rlim_t>(kMegabyte))
                                    : std::string()));
  }
  take_blas_buffers(threads + 1);
  return threads;
}

int jobs_that_fit() {
  // A worker begins with 120 MB and takes some 300 MB for clips of 1080p.
  constexpr std::int64_t kJob = 500 * kMegabyte;
  return static_cast<int>(std::clamp<std::int64_t>(usable_memory() / kJob, 1, 1 << 20));
}

}  // namespace emorec::cli
