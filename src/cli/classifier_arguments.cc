#include "classifier_arguments.h"

#include <string_view>
#include <tuple>

#include "emorec/report/page_name.h"

#include "choice.h"
#include "file_options.h"
#include "model_folders.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

/// Declares an option of the command line for each that there is.
struct Declare {
  CLI::App& command;

  void operator()(const char* name, bool& value, const OptionHelp& help) const {
    group(command.add_flag(text(name), value, help.what), help);
  }
  void operator()(const char* name, fs::path& value, const OptionHelp& help) const {
    group(read(command.add_option(text(name), value, help.what)), help);
  }
  template <class Number>
  void operator()(const char* name, Number& value, const OptionHelp& help) const {
    group(command.add_option(text(name), value, help.what), help);
  }
  template <class Value>
  void operator()(const char* name, Value& value, const EitherWord<Value>& words,
                  const OptionHelp& help) const {
    auto* option = command.add_option(text(name), value, help.what);
    group(choose<Value>(option, {words.begin(), words.end()}), help);
  }

 private:
  static std::string text(const char* name) { return std::string("--") + name; }
  static void group(CLI::Option* option, const OptionHelp& help) {
    if (*help.group != '\0') option->group(help.group);
  }
};

/// Likewise, but for those of the group that is about clips.
struct DeclareForStreams {
  Declare declare;

  template <class... Parts>
  void operator()(const char* name, Parts&&... parts) const {
    const OptionHelp& help = std::get<sizeof...(Parts) - 1>(std::tie(parts...));
    if (std::string_view(help.group) != "Clip") declare(name, parts...);
  }
};

/// What was asked for, as words.
struct Tell {
  Settings& settings;

  void operator()(const char* name, bool value, const OptionHelp&) const {
    add(name, value ? "yes" : "no");
  }
  void operator()(const char* name, const fs::path& value, const OptionHelp&) const {
    if (!value.empty()) add(name, page_name(value));
  }
  template <class Number>
  void operator()(const char* name, Number value, const OptionHelp&) const {
    add(name, std::isfinite(static_cast<double>(value)) ? fmt::format("{}", value) : "none");
  }
  template <class Value>
  void operator()(const char* name, Value value, const EitherWord<Value>& words,
                  const OptionHelp&) const {
    for (const auto& [word, meant] : words) {
      if (meant == value) add(name, word);
    }
  }

 private:
  void add(const char* name, std::string value) const {
    settings.emplace_back(std::string("--") + name, std::move(value));
  }
};

}  // namespace

void add_stream_arguments(CLI::App& command, ClassifierArguments& arguments) {
  add_model(command, arguments.model);
  for_each_option(arguments.options, DeclareForStreams{{command}});
}

void add_classifier_arguments(CLI::App& command, ClassifierArguments& arguments) {
  add_model(command, arguments.model);
  for_each_option(arguments.options, Declare{command});
}

Settings settings_of(const ClassifierOptions& options) {
  Settings settings;
  for_each_option(options, Tell{settings});
  return settings;
}

ClassifierOptions resolve(const ClassifierArguments& arguments, const Session& session) {
  arguments.options.validate();
  ClassifierOptions options = arguments.options;
  options.model = find_model(arguments.model, session);
  options.model_name = options.model.stem().string();
  return options;
}

}  // namespace emorec::cli
