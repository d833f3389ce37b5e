#include "config_file.h"

#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_tree.h"
#include "nearest_word.h"
#include "toml.h"
#include "usage_error.h"

namespace emorec::cli {
namespace {

class TomlReader {
 public:
  TomlReader(CLI::App& app, std::string path) : app_(app), path_(std::move(path)) {}

  void read(std::istream& in) {
    try {
      set_options(app_, toml::parse(in, path_));
    } catch (const toml::parse_error& error) {
      fail(error.source(),
           fmt::format("{}. Text stands in quotes, as in format = \"csv\".", error.description()));
    }
  }

 private:
  [[noreturn]] void fail(const toml::source_region& where, const std::string& what) const {
    throw CLI::ConfigError(fmt::format("{}:{}: {}", path_, where.begin.line, what));
  }

  void set_options(CLI::App& command, const toml::table& table) {
    for (const auto& [key, value] : table) {
      if (const auto* below = value.as_table()) {
        set_options(command_of(command, key), *below);
      } else {
        set_option(command, key, value);
      }
    }
    take_values(command);
  }

  CLI::App& command_of(CLI::App& parent, const toml::key& key) const {
    const std::string name(key.str());
    if (find_command(parent, name) != nullptr) return *parent.get_subcommand(name);
    if (find_option(parent, name) != nullptr) {
      fail(key.source(), fmt::format("'{0}' is an option, no command. Write {0} = ...", name));
    }
    fail(key.source(), no_such_command(parent, name));
  }

  static CLI::Option* find_option(CLI::App& command, const std::string& name) {
    if (CLI::Option* option = command.get_option_no_throw("--" + name)) return option;
    return command.get_option_no_throw(name);
  }

  void set_option(CLI::App& command, const toml::key& key, const toml::node& value) {
    const std::string name(key.str());
    CLI::Option* option = find_option(command, name);
    if (option == nullptr) fail(key.source(), no_such_key(command, name));
    if (!option->get_configurable()) {
      fail(key.source(), name + ": can be given on the command line only.");
    }
    if (!option->empty()) return;  // the command line counts for more
    std::vector<std::string> texts = texts_of(name, value);
    if (option->get_expected_min() == 0) {  // a flag
      for (auto& text : texts) text = option->get_flag_value(name, text);
    }
    option->add_result(texts);
    lines_.emplace(option, key.source());
  }

  std::vector<std::string> texts_of(const std::string& name, const toml::node& value) const {
    std::vector<std::string> texts;
    if (const auto* list = value.as_array()) {
      for (const auto& one : *list) texts.push_back(text_of(name, one));
    } else {
      texts.push_back(text_of(name, value));
    }
    return texts;
  }

  std::string text_of(const std::string& name, const toml::node& value) const {
    if (const auto* text = value.as_string()) return text->get();
    if (const auto* whole = value.as_integer()) return std::to_string(whole->get());
    if (const auto* number = value.as_floating_point()) return fmt::format("{}", number->get());
    if (const auto* yes = value.as_boolean()) return yes->get() ? "true" : "false";
    fail(value.source(),
         name + ": give text in quotes, a number, true, false, or a list of these in brackets.");
  }

  /// In the order in which the options were declared, as on the command line: a recipe comes before
  /// what changes it.
  void take_values(CLI::App& command) {
    for (CLI::Option* option : command.get_options([](CLI::Option*) { return true; })) {
      if (option->empty() || option->get_callback_run()) continue;
      try {
        option->run_callback();
      } catch (const CLI::ParseError& error) {
        const auto line = lines_.find(option);
        if (line == lines_.end()) throw;
        fail(line->second, explain_value(command, error));
      }
    }
  }

  /// Those that have such an option, apart from `but`.
  std::vector<std::string> commands_with(const std::string& name, const CLI::App& but) const {
    std::vector<std::string> found;
    for (const auto& command : names_of_commands(app_)) {
      CLI::App* one = app_.get_subcommand(command);
      if (one != &but && find_option(*one, name) != nullptr) found.push_back(command);
    }
    return found;
  }

  std::string no_such_key(CLI::App& command, const std::string& name) const {
    if (find_command(command, name) != nullptr) {
      return fmt::format("'{0}' is a command. Write [{0}], and its options below.", name);
    }
    const bool on_top = &command == &app_;
    const std::string owner = on_top ? "emorec itself" : path_of(command);
    if (!on_top && find_option(app_, name) != nullptr) {
      return fmt::format("'{}' is an option of all commands. Put it above the first [command].",
                         name);
    }
    const std::string text = fmt::format("{} has no option '{}'.", owner, name);
    const auto others = commands_with(name, command);
    if (!others.empty()) {
      return fmt::format("{} It is one of {}: put it below [{}].", text, fmt::join(others, ", "),
                         others.front());
    }
    const auto nearest = nearest_word(name, names_of_options(command));
    if (nearest) return fmt::format("{} Did you mean '{}'?", text, *nearest);
    return text + did_you_mean_below(command, name);
  }

  /// A key that is both misspelt and misplaced.
  std::string did_you_mean_below(const CLI::App& command, const std::string& name) const {
    for (const auto& other : names_of_commands(app_)) {
      const auto nearest = nearest_word(name, names_of_options(*app_.get_subcommand(other)));
      if (nearest) return fmt::format(" Did you mean '{}' below [{}]?", *nearest, other);
    }
    return " " + see_help(command, "lists its options.");
  }

  CLI::App& app_;
  std::string path_;
  std::map<const CLI::Option*, toml::source_region> lines_;
};

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& in) const {
  TomlReader(app_, app_.get_config_ptr()->as<std::string>()).read(in);
  return {};
}

}  // namespace emorec::cli
