// What a bug report tells of the machine and the process, without a path or a name of anybody.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace emorec::cli {

/// Topics and what is to be said of each: system, kernel, processor, limits, variables that matter,
/// libraries that are loaded.
std::vector<std::pair<std::string, std::string>> system_facts();

}  // namespace emorec::cli
