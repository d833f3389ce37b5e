// What shells offer when a user presses the tabulator key in a command line of emorec.
#pragma once

#include <ostream>

#include <CLI/CLI.hpp>

namespace emorec::cli {

void write_bash_completion(std::ostream& out, CLI::App& app);
void write_zsh_completion(std::ostream& out, CLI::App& app);
void write_fish_completion(std::ostream& out, CLI::App& app);

}  // namespace emorec::cli
