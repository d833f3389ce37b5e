// The files of models that commands make: hours of work, which nobody replaces by mistake.
#pragma once

#include <filesystem>

#include <CLI/CLI.hpp>

#include "emorec/core/error.h"

namespace emorec::cli {

inline CLI::Option* add_overwrite(CLI::App& command, bool& overwrite) {
  return command.add_flag("--overwrite", overwrite, "Replace --out if it is there");
}

/// @throws Error{kUsage} if there is something at `out` that may not be replaced.
inline void require_new_model(const std::filesystem::path& out, bool overwrite) {
  if (overwrite || !std::filesystem::exists(out)) return;
  throw Error(ErrorKind::kUsage,
              out.string() + ": exists. Give another --out, or --overwrite to replace it.");
}

}  // namespace emorec::cli
