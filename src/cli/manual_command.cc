// emorec manual: manual pages and completions of shells, as packages install them below /usr/share.
// The build calls it; not for people.
#include <filesystem>

#include "emorec/core/files.h"

#include "command.h"
#include "completions.h"
#include "file_options.h"
#include "man_page.h"
#include "option_facts.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

struct ManualArguments {
  fs::path folder;
  std::string date;
};

void write_file(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  std::error_code said_below;
  fs::create_directories(path.parent_path(), said_below);
  replace_file(path, write);
}

void write_man_pages(const ManualArguments& arguments, CLI::App& command) {
  write_file(arguments.folder / "man/man1" / (man_page_name(command) + ".1"),
             [&](std::ostream& out) { write_man_page(out, command, arguments.date); });
  for (CLI::App* one : commands_of(command)) write_man_pages(arguments, *one);
}

int run_manual(const ManualArguments& arguments, CLI::App& app) {
  write_man_pages(arguments, app);
  const auto completion = [&](const char* path, void (*write)(std::ostream&, CLI::App&)) {
    write_file(arguments.folder / path, [&](std::ostream& out) { write(out, app); });
  };
  completion("bash-completion/completions/emorec", write_bash_completion);
  completion("zsh/vendor-completions/_emorec", write_zsh_completion);
  completion("fish/vendor_completions.d/emorec.fish", write_fish_completion);
  return kOk;
}

}  // namespace

void add_manual(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ManualArguments>();
  auto* command = app.add_subcommand("manual", "Write manual pages and completions of shells");
  command->group("");
  written(command->add_option("folder", arguments->folder, "As /usr/share"))
      ->required()
      ->type_name("DIR");
  command->add_option("--date", arguments->date, "The date of the pages")
      ->required()
      ->type_name("YYYY-MM-DD");
  command->callback([arguments, &app, &session] {
    session.computes = Computes::kNothing;
    session.action = [arguments, &app] { return run_manual(*arguments, app); };
  });
}

}  // namespace emorec::cli
