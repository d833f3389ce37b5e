// The one shape of this room's errors: file, what was found, what to do.
#pragma once

#include <filesystem>
#include <string>

#include "emorec/core/error.h"

namespace emorec::media {

inline Error input_error(const std::filesystem::path& path, const std::string& found,
                         const std::string& remedy) {
  return Error(ErrorKind::kInput, path.string() + ": " + found + ". " + remedy);
}

}  // namespace emorec::media
