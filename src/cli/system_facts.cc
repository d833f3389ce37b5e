#include "system_facts.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "process_limits.h"

namespace emorec::cli {
namespace {

/// What follows `key` and `separator` in the first such line of a file.
std::string value_in(const char* file, const std::string& key, char separator) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(key, 0) != 0) continue;
    const auto start = line.find_first_not_of(" \t\"", line.find(separator) + 1);
    if (start == line.npos) return "";
    std::string value = line.substr(start);
    value.erase(value.find_last_not_of(" \"") + 1);
    return value;
  }
  return "not told";
}

/// Not the machine's name, which uname tells as well.
std::string kernel() {
  utsname names{};
  ::uname(&names);
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

std::string limit(int resource, rlim_t unit) {
  rlimit value{};
  ::getrlimit(static_cast<__rlimit_resource_t>(resource), &value);
  return value.rlim_cur == RLIM_INFINITY ? "none" : std::to_string(value.rlim_cur / unit);
}

/// Tells of those that may hold a path only whether they are set.
std::string variables() {
  std::vector<std::string> told;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG", "TERM", "OMP_NUM_THREADS",
                           "OMP_WAIT_POLICY", "CUDA_VISIBLE_DEVICES", "NO_COLOR"}) {
    const char* value = std::getenv(name);
    const bool is_place = value != nullptr && std::string(value).find('/') != std::string::npos;
    if (value != nullptr) told.push_back(fmt::format("{}={}", name, is_place ? "(set)" : value));
  }
  for (const char* name : {"EMOREC_MODELS", "LD_LIBRARY_PATH", "LD_PRELOAD"}) {
    if (std::getenv(name) != nullptr) told.push_back(fmt::format("{}=(set)", name));
  }
  return told.empty() ? "none that matter" : fmt::format("{}", fmt::join(told, " "));
}

/// By their file names, links followed: these tell the versions.
std::set<std::string> libraries() {
  std::set<std::string> names;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const auto slash = line.rfind('/');
    if (slash == line.npos) continue;
    const std::string name = line.substr(slash + 1);
    const bool is_system = line.find(" /usr/") != line.npos || line.find(" /lib/") != line.npos;
    if (is_system && name.find(".so") != name.npos) names.insert(name);
  }
  return names;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> system_facts() {
  return {
      {"system", value_in("/etc/os-release", "PRETTY_NAME", '=')},
      {"kernel", kernel()},
      {"processor", value_in("/proc/cpuinfo", "model name", ':')},
      {"limits", fmt::format("address space {} MB, open files {}, processes {}, file size {} MB",
                             limit(RLIMIT_AS, kMegabyte), limit(RLIMIT_NOFILE, 1),
                             limit(RLIMIT_NPROC, 1), limit(RLIMIT_FSIZE, kMegabyte))},
      {"variables", variables()},
      {"libraries", fmt::format("{}", fmt::join(libraries(), " "))}};
}

}  // namespace emorec::cli
