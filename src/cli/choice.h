// Options that are one of a few words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace emorec::cli {

/// What is meant by each.
template <typename T>
using Words = std::vector<std::pair<std::string, T>>;

/// Help and errors tell the words and nothing else: CLI::CheckedTransformer would also show, and
/// take, the numbers behind them.
template <typename T>
CLI::Option* choose(CLI::Option* option, const Words<T>& words) {
  std::vector<std::string> names;
  for (const auto& word : words) names.push_back(word.first);
  const auto to_number = [words, names](std::string& given) -> std::string {
    for (const auto& [name, value] : words) {
      if (given != name) continue;
      given = std::to_string(static_cast<int>(value));
      return "";
    }
    return fmt::format("'{}' is none of {}", given, fmt::join(names, ", "));
  };
  const std::string number = option->get_default_str();
  for (const auto& [name, value] : words) {
    if (number == std::to_string(static_cast<int>(value))) option->default_str(name);
  }
  return option->transform(CLI::Validator(to_number, ""))
      ->type_name(fmt::format("{}", fmt::join(names, "|")));
}

/// The format option of commands that print text or JSON.
inline void add_format(CLI::App& command, bool& json) {
  choose<bool>(command.add_option("--format", json, "What to print"),
               {{"text", false}, {"json", true}});
}

}  // namespace emorec::cli
