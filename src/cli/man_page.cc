#include "man_page.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "emorec/core/version.h"

#include "command.h"
#include "command_tree.h"
#include "option_facts.h"

namespace emorec::cli {
namespace {

/// What roff takes for itself is escaped; a hyphen is one that can be copied from the page.
std::string roff(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

std::string with_full_stop(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

class ManPage {
 public:
  ManPage(std::ostream& out, CLI::App& command) : out_(out), command_(command) {}

  void write(const std::string& date) {
    const std::string name = man_page_name(command_);
    std::string title = name;
    std::transform(title.begin(), title.end(), title.begin(), ::toupper);
    out_ << ".TH " << roff(title) << " 1 \"" << date << "\" \"emorec " << kVersion
         << "\" \"User Commands\"\n";
    section("NAME");
    std::string what = command_.get_description();
    if (what.back() == '.') what.pop_back();
    out_ << roff(name) << " \\- " << roff(what) << "\n";
    synopsis();
    section("DESCRIPTION");
    paragraph(with_full_stop(command_.get_description()));
    if (is_whole()) about_the_program();
    commands();
    options();
    if (is_whole()) exit_status();
    if (is_whole()) environment();
    see_also();
  }

 private:
  bool is_whole() const { return command_.get_parent() == nullptr; }

  void section(const char* name) { out_ << ".SH " << name << "\n"; }

  /// Words of a paragraph in lines of 80 letters at most. None begins like a macro.
  void filled(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;) {
      constexpr std::size_t kWidth = 79;
      if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
        print(line);
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
    }
    print(line);
  }

  void print(const std::string& line) {
    const bool like_a_macro = line.front() == '.' || line.front() == '\'';
    out_ << (like_a_macro ? "\\&" : "") << line << "\n";
  }

  void paragraph(const std::string& text) { filled(roff(text)); }

  void item(const std::string& tag, const std::string& text) {
    out_ << ".TP\n" << tag << "\n";
    filled(text);
  }

  void synopsis() {
    section("SYNOPSIS");
    std::string line = bold(path_of(command_)) + " [" + italic("OPTION") + "]...";
    if (!commands_of(command_).empty()) line += " " + italic("COMMAND") + " ...";
    for (const auto& one : options_of(command_)) {
      if (!one.names.empty()) continue;
      const std::string word = italic(one.type) + (one.repeats ? "..." : "");
      line += one.required ? " " + word : " [" + word + "]";
    }
    filled(line);
  }

  void about_the_program() {
    out_ << ".PP\n";
    paragraph(
        "Results go to standard output, everything else to standard error. 'emorec help COMMAND' "
        "tells of a command what its page tells. A label says which word people would most likely "
        "choose for a face as it looks; it is not what the person feels, and no basis for "
        "decisions "
        "about people.");
  }

  void commands() {
    const auto below = commands_of(command_);
    if (below.empty()) return;
    section("COMMANDS");
    for (const auto* one : below) {
      item(bold(man_page_name(*one)) + "(1)", roff(with_full_stop(one->get_description())));
    }
  }

  void options() {
    const auto all = options_of(command_);
    section("OPTIONS");
    std::vector<std::string> groups;
    for (const auto& one : all) {
      if (std::find(groups.begin(), groups.end(), one.group) == groups.end()) {
        groups.push_back(one.group);
      }
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (i > 0) out_ << ".SS " << roff(groups[i]) << "\n";
      for (const auto& one : all) {
        if (one.group == groups[i]) option(one);
      }
    }
    if (is_whole()) return;
    out_ << ".PP\n";
    filled("The options of " + bold("emorec") + "(1), such as " + bold("--quiet") + " and " +
           bold("--threads") + ", are taken too.");
  }

  void option(const OptionFacts& one) {
    std::string tag;
    for (const auto& name : one.names) tag += (tag.empty() ? "" : ", ") + bold(name);
    if (!one.type.empty()) tag += (tag.empty() ? "" : " ") + italic(one.type);
    if (one.repeats) tag += "...";
    std::string text = roff(with_full_stop(one.what));
    if (one.required && !one.names.empty()) text += " Must be given.";
    if (!one.fallback.empty()) text += " Default: " + bold(one.fallback) + ".";
    item(tag, text);
  }

  void exit_status() {
    section("EXIT STATUS");
    const std::vector<std::pair<ExitCode, const char*>> codes = {
        {kOk, "Every clip was classified."},
        {kSomeFailed, "The run is complete, but some clip has no face or failed."},
        {kUsage, "The command line makes no sense."},
        {kInput, "Nothing that was given can be read."},
        {kModel, "A model cannot be loaded."},
        {kOutput, "Results cannot be written, or there is too little memory to begin."},
        {kInterrupted, "Interrupted; what was done is printed."}};
    for (const auto& [code, what] : codes) item(bold(std::to_string(code)), roff(what));
  }

  void environment() {
    section("ENVIRONMENT");
    item(bold("EMOREC_MODELS"), "A folder of models, looked at before those that are installed.");
    item(bold("NO_COLOR"), "If set, text is not coloured.");
  }

  void see_also() {
    section("SEE ALSO");
    std::vector<std::string> pages;
    if (!is_whole()) pages.push_back(bold(man_page_name(*command_.get_parent())) + "(1)");
    if (is_whole()) pages.push_back(bold("ffmpeg") + "(1)");
    filled(fmt::format("{}", fmt::join(pages, ", ")));
  }

  std::ostream& out_;
  CLI::App& command_;
};

}  // namespace

std::string man_page_name(const CLI::App& command) {
  std::string name = path_of(command);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

void write_man_page(std::ostream& out, CLI::App& command, const std::string& date) {
  ManPage(out, command).write(date);
}

}  // namespace emorec::cli
