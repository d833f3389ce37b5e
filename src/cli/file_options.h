// Options that name files. Whoever declares one says whether the file is read or written, and main
// sees to it, for every command alike, that no output replaces an input.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "emorec/core/output_guard.h"

namespace emorec::cli {

/// Marks an option whose values are files or folders that are written.
CLI::Option* written(CLI::Option* option);

/// Marks an option whose values are files or folders that are read.
CLI::Option* read(CLI::Option* option);

/// Whether an option is marked so or so.
bool names_files(CLI::Option& option);

/// For a file that is written after long work, if `path` is not empty.
/// @throws Error{kUsage} if its name ends otherwise; Error{kOutput} if it cannot be written.
void require_output(const std::filesystem::path& path, const std::vector<std::string>& endings);

/// What the options of `app` and of the command that was given name, and the files that standard
/// input and output are.
/// @throws Error{kUsage} as OutputGuard does.
OutputGuard guard_outputs(CLI::App& app);

}  // namespace emorec::cli
