#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_tree.h"
#include "completions.h"
#include "option_facts.h"

namespace emorec::cli {
namespace {

constexpr const char* kBashHead =
    R"bash(# What bash completes of emorec; written by 'emorec manual'.

_emorec_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }

# Names of files (-f) or of folders (-d), which bash then quotes where it must.
_emorec_files() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
  compopt -o filenames 2>/dev/null
}

_emorec_models() {
  _emorec_files -f
  mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(
    compgen -W "$(emorec models list 2>/dev/null | cut -d' ' -f1)" -- "$current")
}

_emorec() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=emorec i
  COMPREPLY=()
  # bash takes "--name=value" for three words.
  [ "$current" = = ] && current=
  [ "$before" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}
)bash";

class Bash {
 public:
  explicit Bash(std::ostream& out) : out_(out) {}

  void write(CLI::App& app) {
    out_ << kBashHead << "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
         << "    case \"$command ${COMP_WORDS[i]}\" in\n"
         << fmt::format("      {}) ", fmt::join(paths_below(app), " | "))
         << "command+=\" ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n  case \"$command $before\" "
            "in\n";
    for (const auto& option : options_of(app)) value_case("emorec*", option, app);
    values(app, app);
    out_ << "  esac\n  case $command in\n";
    words(app, app, "");
    out_ << "  esac\n}\ncomplete -F _emorec emorec\n";
  }

 private:
  static std::vector<std::string> paths_below(CLI::App& parent) {
    std::vector<std::string> paths;
    for (CLI::App* one : commands_of(parent)) {
      paths.push_back("'" + path_of(*one) + "'");
      const auto more = paths_below(*one);
      paths.insert(paths.end(), more.begin(), more.end());
    }
    return paths;
  }

  static std::string offer_commands_of(const CLI::App& parent) {
    return fmt::format("_emorec_words '{}'", fmt::join(names_of_commands(parent), " "));
  }

  static std::string offer(const OptionFacts& option, CLI::App& app) {
    switch (option.value) {
      case Value::kWords:
        return fmt::format("_emorec_words '{}'", fmt::join(option.words, " "));
      case Value::kFile:
        return "_emorec_files -f";
      case Value::kFolder:
        return "_emorec_files -d";
      case Value::kModel:
        return "_emorec_models";
      case Value::kCommand:
        return offer_commands_of(app);
      case Value::kNone:
      case Value::kAny:
        break;
    }
    return ":";
  }

  /// What follows the option where the words before it are `command`, a pattern.
  void value_case(const std::string& command, const OptionFacts& option, CLI::App& app) {
    if (option.value == Value::kNone || option.names.empty()) return;
    for (const auto& name : option.names) {
      out_ << "    " << command << "' " << name << "') " << offer(option, app) << "; return ;;\n";
    }
  }

  void values(CLI::App& parent, CLI::App& app) {
    for (CLI::App* one : commands_of(parent)) {
      for (const auto& option : options_of(*one)) {
        value_case("'" + path_of(*one) + "'", option, app);
      }
      values(*one, app);
    }
  }

  /// Options where the word begins with a dash; otherwise commands, or what the command takes.
  void words(CLI::App& command, CLI::App& app, const std::string& inherited) {
    std::string options = inherited;
    std::string rest = ":";
    for (const auto& option : options_of(command)) {
      for (const auto& name : option.names) options += " " + name;
      if (option.names.empty()) rest = offer(option, app);
    }
    const auto below = commands_of(command);
    if (!below.empty()) rest = offer_commands_of(command);
    out_ << "    '" << path_of(command) << "')\n      case $current in\n        -*) _emorec_words '"
         << options.substr(options.find_first_not_of(' ')) << "' ;;\n        *) " << rest
         << " ;;\n      esac ;;\n";
    for (CLI::App* one : below) words(*one, app, global_options(app));
  }

  static std::string global_options(CLI::App& app) {
    std::string names;
    for (const auto& option : options_of(app)) {
      if (option.names.back() == "--help" || option.names.back() == "--version") continue;
      for (const auto& name : option.names) names += " " + name;
    }
    return names;
  }

  std::ostream& out_;
};

}  // namespace

void write_bash_completion(std::ostream& out, CLI::App& app) { Bash(out).write(app); }

}  // namespace emorec::cli
