// How much of the machine is ours: what a scheduler or a container leaves of it, not what is in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>

namespace emorec {

/// What a control group, or one that it lies in, may use.
struct GroupLimits {
  double processors = std::numeric_limits<double>::infinity();
  std::int64_t memory = std::numeric_limits<std::int64_t>::max();  ///< bytes
};

/// The limits of this process's groups of version 2 (cpu.max, memory.max). `root` is where /proc
/// and the groups are looked for.
GroupLimits group_limits(const std::filesystem::path& root = "/");

/// How many processors may be kept busy: those that this process may run on (taskset, Slurm, the
/// sets of a container) and no more than its groups allow, begun ones counted. At least 1.
int usable_processors();

/// Bytes of memory: the machine's, and no more than the groups allow.
std::int64_t usable_memory();

}  // namespace emorec
