// What --help tells of an option, for the other places that tell the same: manual pages and
// completions.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace emorec::cli {

/// What may stand where an option wants a value.
enum class Value { kNone, kAny, kWords, kFile, kFolder, kModel, kCommand };

struct OptionFacts {
  std::vector<std::string> names;  ///< "-q", "--quiet"; of what takes no dashes, none
  Value value = Value::kNone;      ///< kNone: a switch
  std::string type;                ///< "FILE", "text|json"
  std::vector<std::string> words;  ///< all that it takes, of kWords
  std::string fallback;            ///< taken if it is left out
  std::string what;                ///< a sentence without its full stop
  std::string group;               ///< the heading that it stands under; "Options" is the first
  bool required = false;
  bool repeats = false;  ///< takes several values
};

/// Lists the command's own options in the order of its help; those of `emorec` come with no other.
std::vector<OptionFacts> options_of(CLI::App& command);

/// The commands right below that people are told of.
std::vector<CLI::App*> commands_of(CLI::App& parent);

}  // namespace emorec::cli
