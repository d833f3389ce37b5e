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

/// Whether `word` is among words that commas separate.
bool lists(const std::string& words, const std::string& word) {
  return ("," + words + ",").find("," + word + ",") != std::string::npos;
}

/// "a/b" of the line "4:cpu,cpuacct:/a/b". Version 2 has one tree of groups, whose line names no
/// controller; version 1 has one for each.
fs::path own_group(const fs::path& root, const std::string& controller) {
  std::ifstream in(root / "proc/self/cgroup");
  std::string controllers;
  for (std::string group; std::getline(in, controllers, ':');) {  // passes over the number
    if (!std::getline(in, controllers, ':') || !std::getline(in, group)) break;
    if (lists(controllers, controller)) return fs::path(group).relative_path().lexically_normal();
  }
  return {};
}

/// Of "29 23 0:26 / /sys/fs/cgroup/cpu rw shared:9 - cgroup cgroup rw,cpu,cpuacct" the fifth word.
fs::path groups_folder(const fs::path& root, const std::string& controller) {
  const char* const kind = controller.empty() ? " - cgroup2 " : " - cgroup ";
  std::ifstream in(root / "proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.find(kind) == std::string::npos) continue;
    if (!controller.empty() && !lists(line.substr(line.rfind(' ') + 1), controller)) continue;
    std::istringstream words(line);
    std::string word;
    for (int i = 0; i < 5; ++i) words >> word;
    return root / fs::path(word).relative_path();
  }
  return {};
}

/// Microseconds in each period: "150000 100000" in cpu.max, or a file for each number. Without a
/// limit they are "max" or -1.
double processors_of(const fs::path& group) {
  std::ifstream both(group / "cpu.max");
  std::ifstream quota_alone(group / "cpu.cfs_quota_us");
  std::ifstream period_alone(group / "cpu.cfs_period_us");
  double quota = 0;
  double period = 0;
  const bool told = both >> quota >> period || (quota_alone >> quota && period_alone >> period);
  return told && quota > 0 && period > 0 ? quota / period : GroupLimits().processors;
}

std::int64_t memory_of(const fs::path& group) {
  std::ifstream in(group / "memory.max");
  std::ifstream old(group / "memory.limit_in_bytes");
  std::int64_t bytes = 0;
  return in >> bytes || old >> bytes ? bytes : GroupLimits().memory;
}

/// Takes the narrowest of a group's limits and of those that it lies in.
void narrow(GroupLimits& limits, const fs::path& top, fs::path group) {
  if (top.empty()) return;
  // In a container the group's path may be that of the host: what is there of it counts.
  for (;; group = group.parent_path()) {
    limits.processors = std::min(limits.processors, processors_of(top / group));
    limits.memory = std::min(limits.memory, memory_of(top / group));
    if (group.empty()) return;
  }
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
  for (const char* controller : {"", "cpu", "memory"}) {
    narrow(limits, groups_folder(root, controller), own_group(root, controller));
  }
  return limits;
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
