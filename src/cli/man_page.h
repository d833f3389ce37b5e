// A command's manual page, in the macros of man(7).
#pragma once

#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

namespace emorec::cli {

/// "emorec-models-show".
std::string man_page_name(const CLI::App& command);

/// The page of `command`, which is `emorec` itself or one below it; `date` is YYYY-MM-DD.
void write_man_page(std::ostream& out, CLI::App& command, const std::string& date);

}  // namespace emorec::cli
