#include "usage_error.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "command_tree.h"
#include "nearest_word.h"

namespace emorec::cli {
namespace {

bool is_there(const std::string& path) {
  std::error_code failed;
  return std::filesystem::exists(path, failed);
}

bool begins_with_dash(const std::string& word) { return !word.empty() && word.front() == '-'; }

/// "--fromat=csv" is "fromat".
std::string name_in(const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  return name.substr(std::min(name.find_first_not_of('-'), name.size()));
}

std::string no_such_option(const CLI::App& command, const std::string& word) {
  if (is_there(word)) return write_it_with_a_folder(word);
  std::vector<std::string> names = names_of_options(command);
  for (const CLI::App* above = command.get_parent(); above; above = above->get_parent()) {
    const auto more = names_of_options(*above);
    names.insert(names.end(), more.begin(), more.end());
  }
  const std::string given = word.substr(0, word.find('='));
  const std::string text = given + ": " + path_of(command) + " has no such option.";
  if (const auto nearest = nearest_word(name_in(word), names)) {
    return text + " Did you mean '--" + *nearest + "'?";
  }
  const bool may_be_a_file = word.size() > 2 && word[1] != '-';
  return text + " " + see_help(command, "lists them.") +
         (may_be_a_file ? " A file of that name is written ./" + word + "." : "");
}

/// What to say of words that nothing wanted.
std::string explain_word(const CLI::App& command, const std::string& word) {
  if (begins_with_dash(word)) return no_such_option(command, word);
  if (command.get_require_subcommand_min() == 0) {
    return word + ": " + path_of(command) + " takes no such word here. " +
           see_help(command, "tells what it takes.");
  }
  if (command.get_parent() == nullptr && is_there(word)) {
    return word + ": say first what to do with it, as in 'emorec classify " + word + "'. " +
           see_help(command, "lists the commands.");
  }
  return no_such_command(command, word);
}

/// "FILE", "--out FILE".
std::string shown(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (option.get_positional()) return type.empty() ? option.get_name(true, false) : type;
  return option.get_name() + (type.empty() ? "" : " " + type);
}

std::string explain_missing(const CLI::App& command) {
  if (command.get_require_subcommand_min() > 0) {
    return command.get_parent() == nullptr ? "say what to do, as in 'emorec classify clip.mp4'. " +
                                                 see_help(command, "lists the commands.")
                                           : fmt::format("{}: say what to do. {}", path_of(command),
                                                         see_help(command, "lists its commands."));
  }
  for (const auto* option : command.get_options()) {
    if (!option->get_required() || !option->empty()) continue;
    return fmt::format("{}: {} is missing: {}. {}", path_of(command), shown(*option),
                       option->get_description(), see_help(command, "tells what it takes."));
  }
  return "";
}

/// The option whose name stands in CLI11's message.
const CLI::Option* option_in(const CLI::App& command, const std::string& text) {
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const auto* option : app->get_options()) {
      const std::string name = option->get_name();
      const auto at = text.find(name);
      if (at == text.npos) continue;
      const auto end = at + name.size();
      if (end == text.size() || std::string(":, ").find(text[end]) != std::string::npos) {
        return option;
      }
    }
  }
  return nullptr;
}

template <typename Kind>
bool is(const CLI::ParseError& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

std::string what_it_takes(const CLI::Option& option) {
  const std::string type = option.get_type_name().substr(0, option.get_type_name().find(':'));
  if (type == "INT" || type == "UINT") return "a whole number";
  if (type == "FLOAT") return "a number";
  if (type.empty()) return "true or false";
  return type;
}

}  // namespace

std::string write_it_with_a_folder(const std::string& word) {
  return word + ": a word that begins with a dash is taken for options. Write ./" + word +
         " for the file.";
}

std::string file_like_an_option(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    const bool like_options = word.size() > 2 && word[0] == '-' && word[1] != '-';
    // What follows an option may be its value.
    const bool may_be_value = i > 0 && begins_with_dash(words[i - 1]);
    if (like_options && !may_be_value && is_there(word)) return word;
  }
  return "";
}

std::string explain_value(const CLI::App& command, const CLI::ParseError& error) {
  const std::string text = error.what();
  const auto* option = option_in(command, text);
  if (option == nullptr) return text + ".";
  const std::string name = option->get_name();
  if (is<CLI::ArgumentMismatch>(error)) {
    return option->empty() || option->count() < 2
               ? name + ": a value is missing. Give " + what_it_takes(*option) + "."
               : fmt::format("{}: takes one value, and {} were given.", name, option->count());
  }
  if (is<CLI::ConversionError>(error) && !option->empty()) {
    return fmt::format("{}: '{}' cannot be taken for {}.", name, option->results().front(),
                       what_it_takes(*option));
  }
  return text + ".";
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = command_given(app);
  if (is<CLI::ConfigError>(error)) return error.what();
  if (is<CLI::FileError>(error)) {
    return app.get_config_ptr()->as<std::string>() +
           ": not a file that can be read. Check the path after --config.";
  }
  if (is<CLI::RequiredError>(error) || is<CLI::ExtrasError>(error)) {
    std::vector<std::string> left = app.remaining(true);
    left.erase(std::remove(left.begin(), left.end(), "--"), left.end());
    if (!left.empty()) return explain_word(command, left.front());
    const std::string missing = explain_missing(command);
    if (!missing.empty()) return missing;
  }
  if (is<CLI::ExcludesError>(error) || is<CLI::RequiresError>(error)) {
    return std::string(error.what()) + ". " + see_help(command, "tells more.");
  }
  return explain_value(command, error) + " " + see_help(command, "tells more.");
}

}  // namespace emorec::cli
