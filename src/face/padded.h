// Rows of whole vectors.
#pragma once

#include <cstddef>

namespace emorec {

/// The least multiple of `block` that is not below `count`.
constexpr std::ptrdiff_t padded(std::ptrdiff_t count, std::ptrdiff_t block) {
  return (count + block - 1) / block * block;
}

}  // namespace emorec
