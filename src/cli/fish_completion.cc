#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_tree.h"
#include "completions.h"
#include "option_facts.h"

namespace emorec::cli {
namespace {

constexpr const char* kFishHead = R"(# What fish completes of emorec; written by 'emorec manual'.

# Whether the words so far name that command and no other below it.
function __emorec_is
    set -l path
    for word in (commandline -opc)[2..-1]
        contains -- (string join -- ' ' $path $word) $__emorec_commands; and set -a path $word
    end
    test "$path" = "$argv"
end

function __emorec_models
    emorec models list 2>/dev/null | string replace -r ' .*' ''
end

complete -c emorec -f
)";

std::string quoted_for_fish(const std::string& text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe + "'";
}

/// "models show" of "emorec models show".
std::string path_below(const CLI::App& command) {
  const std::string path = path_of(command);
  const std::size_t space = path.find(' ');
  return space == path.npos ? "" : path.substr(space + 1);
}

class Fish {
 public:
  Fish(std::ostream& out, CLI::App& app) : out_(out), app_(app) {}

  void write() {
    out_ << kFishHead << "set -g __emorec_commands";
    list(app_);
    out_ << "\n\n";
    for (const auto& option : options_of(app_)) line("complete -c emorec", option);
    command(app_);
  }

 private:
  void list(CLI::App& parent) {
    for (CLI::App* one : commands_of(parent)) {
      out_ << " " << quoted_for_fish(path_below(*one));
      list(*one);
    }
  }

  void command(CLI::App& command) {
    const std::string here =
        "complete -c emorec -n " + quoted_for_fish("__emorec_is " + path_below(command));
    if (&command != &app_) {
      for (const auto& option : options_of(command)) line(here, option);
    }
    for (CLI::App* one : commands_of(command)) {
      out_ << here << " -a " << one->get_name() << " -d " << quoted_for_fish(one->get_description())
           << "\n";
    }
    for (CLI::App* one : commands_of(command)) this->command(*one);
  }

  void line(const std::string& here, const OptionFacts& option) {
    out_ << here;
    for (const auto& name : option.names) {
      out_ << (name.size() > 2 ? " -l " + name.substr(2) : " -s " + name.substr(1));
    }
    if (option.names.empty() && option.value == Value::kAny) {
      out_ << "\n";
      return;
    }
    if (option.value != Value::kNone) out_ << (option.names.empty() ? "" : " -r") << value(option);
    if (!option.names.empty()) out_ << " -d " << quoted_for_fish(option.what);
    out_ << "\n";
  }

  std::string value(const OptionFacts& option) {
    switch (option.value) {
      case Value::kWords:
        return fmt::format(" -f -a {}",
                           quoted_for_fish(fmt::format("{}", fmt::join(option.words, " "))));
      case Value::kFile:
        return " -F";
      case Value::kFolder:
        return " -f -a '(__fish_complete_directories)'";
      case Value::kModel:
        return " -F -a '(__emorec_models)'";
      case Value::kCommand:
        return " -f -a " +
               quoted_for_fish(fmt::format("{}", fmt::join(names_of_commands(app_), " ")));
      case Value::kNone:
      case Value::kAny:
        break;
    }
    return " -f";
  }

  std::ostream& out_;
  CLI::App& app_;
};

}  // namespace

void write_fish_completion(std::ostream& out, CLI::App& app) { Fish(out, app).write(); }

}  // namespace emorec::cli
