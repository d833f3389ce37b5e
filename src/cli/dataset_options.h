// What all commands that read labelled data have in common.
#pragma once

#include <filesystem>

#include <CLI/CLI.hpp>

#include "emorec/data/dataset.h"

#include "command.h"

namespace emorec::cli {

/// `what` tells people which folders and files can be read.
void add_dataset(CLI::App& command, std::filesystem::path& dataset, const char* what);

inline void add_skip_unknown_labels(CLI::App& command, bool& skip) {
  command.add_flag("--skip-unknown-labels", skip,
                   "Leave out clips whose label is none of the model's, and count them");
}

/// Before a data set is used: no output may replace its files, and which words of another set of
/// labels it has is said.
/// @throws Error{kUsage}.
void meet(const Dataset& dataset, const Session& session);

}  // namespace emorec::cli
