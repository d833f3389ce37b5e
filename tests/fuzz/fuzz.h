// What the fuzz targets share. A target is a function of bytes, which libFuzzer makes up
// (scripts/fuzz.sh) or replay.cc takes from files; whatever they are, nothing but an Error may come
// of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "emorec/core/error.h"

#include "support/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace emorec::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return size == 0 ? "" : std::string(reinterpret_cast<const char*>(data), size);
}

/// A folder for this process; in memory where TMPDIR lies there.
inline const std::filesystem::path& folder() {
  static const testing::TempDir kFolder;
  return kFolder.path();
}

/// A file with these bytes, in place of the one of the input before.
inline std::filesystem::path file_of(const char* name, const std::string& bytes) {
  const auto path = folder() / name;
  testing::write_bytes(path, bytes);
  return path;
}

/// Whether `action` ran through; it may refuse its input with an Error.
template <typename Action>
bool accepts(const Action& action) {
  try {
    action();
    return true;
  } catch (const Error&) {
    return false;
  }
}

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "This must hold, and does not: " << what << std::endl;
  std::abort();
}

}  // namespace emorec::fuzz
