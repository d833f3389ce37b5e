#include "command_tree.h"

#include "nearest_word.h"

namespace emorec::cli {

const CLI::App* find_command(const CLI::App& parent, const std::string& name) {
  const auto found =
      parent.get_subcommands([&name](const CLI::App* one) { return one->check_name(name); });
  return found.empty() ? nullptr : found.front();
}

std::vector<std::string> names_of_commands(const CLI::App& parent) {
  std::vector<std::string> names;
  for (const auto* one : parent.get_subcommands([](const CLI::App*) { return true; })) {
    if (!one->get_group().empty()) names.push_back(one->get_name());
  }
  return names;
}

std::vector<std::string> names_of_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
    if (option->get_positional()) names.push_back(option->get_name(true, false));
  }
  return names;
}

const CLI::App& command_given(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string path_of(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return (parent == nullptr ? "" : path_of(*parent) + " ") + command.get_name();
}

std::string see_help(const CLI::App& command, const std::string& what) {
  std::string words = path_of(command);
  const std::size_t program = words.find(' ');
  words.insert(program == words.npos ? words.size() : program, " help");
  return "'" + words + "' " + what;
}

std::string no_such_command(const CLI::App& parent, const std::string& word) {
  const std::string meant = did_you_mean(word, names_of_commands(parent));
  return word + ": no such command." +
         (meant.empty() ? " " + see_help(parent, "lists them.") : meant);
}

}  // namespace emorec::cli
