// What CLI11 knows of the commands and their options, as messages need it.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace emorec::cli {

/// The command below `parent` of that name; null if there is none. Hidden ones are found too.
const CLI::App* find_command(const CLI::App& parent, const std::string& name);

/// The names of the commands right below it that people are told of.
std::vector<std::string> names_of_commands(const CLI::App& parent);

/// The names of its options, without dashes, and of what it takes besides.
std::vector<std::string> names_of_options(const CLI::App& command);

/// The command that was given, which may be the program itself: "emorec models" of "emorec models
/// --model x".
const CLI::App& command_given(const CLI::App& app);

/// "emorec models show".
std::string path_of(const CLI::App& command);

/// "'emorec help models show' lists them.", with other words for "lists them".
std::string see_help(const CLI::App& command, const std::string& what);

/// "clasify: no such command. Did you mean 'classify'?"
std::string no_such_command(const CLI::App& parent, const std::string& word);

}  // namespace emorec::cli
