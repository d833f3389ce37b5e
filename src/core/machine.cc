#include "emorec/core/machine.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sched.h>
#include <unistd.h>

namespace emorec {
namespace fs = std::filesystem;
namespace {

/// "/a/b" of the line "0::/a/b", which is the one of version 2.
fs::path own_group(const fs::path& root) {
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("0::/", 0) == 0) return fs::path(line.substr(4)).lexically_normal();
  }
  return {};
}

/// The fifth word of "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw".
fs::path groups_folder(const fs::path& root) {
  std::ifstream in(root / "proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.find(" - cgroup2 ") == std::string::npos) continue;
    std::istringstream words(line);
    std::string word;
    for (int i = 0; i < 5; ++i) words >> word;
    return root / fs::path(word).relative_path();
  }
  return {};
}

/// cpu.max holds "150000 100000": microseconds in each period; without a limit "max 100000".
double processors_of(const fs::path& group) {
  std::ifstream in(group / "cpu.max");
  double quota = 0;
  double period = 0;
  return in >> quota >> period && period > 0 ? quota / period : GroupLimits().processors;
}

std::int64_t memory_of(const fs::path& group) {
  std::ifstream in(group / "memory.max");
  std::int64_t bytes = 0;
  return in >> bytes ? bytes : GroupLimits().memory;
}

/// hardware_concurrency() counts what is in the machine.
int processors_to_run_on() {
  for (std::size_t most = 1024; most <= 1U << 20U; most *= 2) {
    std::vector<cpu_set_t> set(most / 1024);
    const std::size_t bytes = set.size() * sizeof(cpu_set_t);
    if (::sched_getaffinity(0, bytes, set.data()) == 0) return CPU_COUNT_S(bytes, set.data());
  }
  return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

GroupLimits group_limits(const fs::path& root) {
  GroupLimits limits;
  const fs::path top = groups_folder(root);
  if (top.empty()) return limits;
  // In a container the group's path may be that of the host: what is there of it counts.
  fs::path group = own_group(root);
  for (;; group = group.parent_path()) {
    limits.processors = std::min(limits.processors, processors_of(top / group));
    limits.memory = std::min(limits.memory, memory_of(top / group));
    if (group.empty()) return limits;
  }
}

int usable_processors() {
  const double allowed =
      std::min<double>(processors_to_run_on(), std::ceil(group_limits().processors));
  return std::max(1, static_cast<int>(allowed));
}

std::int64_t usable_memory() {
  const std::int64_t machine = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  return std::min(machine, group_limits().memory);
}

}  // namespace emorec
