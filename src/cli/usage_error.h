// What is wrong with a command line, in words of the program instead of CLI11's.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace emorec::cli {

/// A sentence or two: what was found, and what to write instead.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

/// What CLI11 says of one value of `command`'s options, better told.
std::string explain_value(const CLI::App& command, const CLI::ParseError& error);

/// The first word that is the name of a file and would be taken for options, as a shell's *.mp4
/// makes them of a file called -v.mp4; empty if there is none.
std::string file_like_an_option(const std::vector<std::string>& words);

/// What to do about it.
std::string write_it_with_a_folder(const std::string& word);

}  // namespace emorec::cli
