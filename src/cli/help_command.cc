// emorec help: the same as --help, for those who ask in words.
#include <iostream>

#include "command.h"
#include "command_tree.h"

namespace emorec::cli {
namespace {

int run_help(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  for (const auto& word : words) {
    const CLI::App* below = find_command(*command, word);
    if (below == nullptr) throw Error(ErrorKind::kUsage, no_such_command(*command, word));
    command = below;
  }
  // The command's own help() would tell of the command that was given, which is this one.
  std::cout << app.get_formatter()->make_help(command, path_of(*command),
                                              CLI::AppFormatMode::Normal);
  return kOk;
}

}  // namespace

void add_help(CLI::App& app, Session& session) {
  auto words = std::make_shared<std::vector<std::string>>();
  auto* command = app.add_subcommand("help", "Explain a command and its options");
  command->add_option("command", *words, "Its name; if left out, all commands are listed")
      ->type_name("COMMAND");
  command->callback([&app, words, &session] {
    session.action = [&app, words] { return run_help(app, *words); };
  });
}

}  // namespace emorec::cli
