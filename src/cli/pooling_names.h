// Poolings as they are named on the command line.
#pragma once

#include <map>
#include <string>

#include "emorec/nn/pooling.h"

namespace emorec::cli {

/// For CLI::CheckedTransformer.
template <typename Poolings>
std::map<std::string, Pooling> by_name(const Poolings& poolings) {
  std::map<std::string, Pooling> names;
  for (const Pooling pooling : poolings) names[std::string(name(pooling))] = pooling;
  return names;
}

}  // namespace emorec::cli
