#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_tree.h"
#include "completions.h"
#include "option_facts.h"

namespace emorec::cli {
namespace {

/// Text within single quotes, without what _arguments takes for itself.
std::string quoted_for_zsh(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'') {
      safe += "'\\''";
      continue;
    }
    if (std::string(":[]\\").find(c) != std::string::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string function_of(const CLI::App& command) {
  std::string name = "_" + path_of(command);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string action_of(const OptionFacts& option) {
  switch (option.value) {
    case Value::kWords:
      return fmt::format("({})", fmt::join(option.words, " "));
    case Value::kFile:
      return "_files";
    case Value::kFolder:
      return "_files -/";
    case Value::kModel:
      return "__emorec_models";
    case Value::kCommand:
      return "__emorec_commands";
    case Value::kNone:
    case Value::kAny:
      break;
  }
  return " ";
}

class Zsh {
 public:
  Zsh(std::ostream& out, CLI::App& app) : out_(out), app_(app) {}

  void write() {
    out_ << "#compdef emorec\n# What zsh completes of emorec; written by 'emorec manual'.\n\n"
            "__emorec_models() {\n"
            "  local -a names=(${${(f)\"$(emorec models list 2>/dev/null)\"}%% *})\n"
            "  _alternative \"models:model:($names)\" 'files:file:_files'\n}\n\n";
    function(app_);
    out_ << "_emorec \"$@\"\n";
  }

 private:
  void function(CLI::App& command) {
    const auto below = commands_of(command);
    const bool whole = &command == &app_;
    if (!below.empty()) list(command, below);
    out_ << function_of(command) << "() {\n";
    if (!below.empty()) out_ << "  local curcontext=$curcontext state line\n";
    out_ << "  _arguments " << (below.empty() ? "-S" : "-S -C");
    for (const auto& option : options_of(command)) argument(option);
    if (!whole) {
      for (const auto& option : options_of(app_)) {
        if (option.names.back() != "--help" && option.names.back() != "--version") argument(option);
      }
    }
    if (!below.empty()) {
      out_ << " \\\n    '1:command:_" << function_of(command) << "_commands' "
           << "'*::word:->rest'\n  [[ $state = rest ]] || return\n  case $line[1] in\n";
      for (const CLI::App* one : below) {
        out_ << "    " << one->get_name() << ") " << function_of(*one) << " ;;\n";
      }
      out_ << "  esac";
    }
    out_ << "\n}\n\n";
    for (CLI::App* one : below) function(*one);
  }

  void list(CLI::App& command, const std::vector<CLI::App*>& below) {
    out_ << "_" << function_of(command) << "_commands() {\n  local -a all=(";
    for (const CLI::App* one : below) {
      out_ << "\n    '" << one->get_name() << ":" << quoted_for_zsh(one->get_description()) << "'";
    }
    out_ << ")\n  _describe command all\n}\n\n";
  }

  void argument(const OptionFacts& option) {
    const std::string value = ":" + quoted_for_zsh(option.type) + ":" + action_of(option);
    if (option.names.empty()) {
      out_ << " \\\n    '" << (option.repeats ? "*" : "1") << value << "'";
      return;
    }
    const std::string others = fmt::format("({})", fmt::join(option.names, " "));
    for (const auto& name : option.names) {
      const bool takes_value = option.value != Value::kNone;
      out_ << " \\\n    '" << others << name;
      if (takes_value) out_ << (name.size() > 2 ? "=" : "+");
      out_ << "[" << quoted_for_zsh(option.what) << "]" << (takes_value ? value : "") << "'";
    }
  }

  std::ostream& out_;
  CLI::App& app_;
};

}  // namespace

void write_zsh_completion(std::ostream& out, CLI::App& app) { Zsh(out, app).write(); }

}  // namespace emorec::cli
