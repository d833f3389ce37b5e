#include "option_facts.h"

#include <algorithm>

#include "file_options.h"

namespace emorec::cli {
namespace {

/// "text|json" names all that may be given, "DIR|LIST" only kinds of it.
bool is_choice(const std::string& type) {
  return type.find('|') != type.npos && std::none_of(type.begin(), type.end(), [](char c) {
           return c == '/' || (c >= 'A' && c <= 'Z');
         });
}

Value value_of(CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type.empty()) return Value::kNone;
  if (type == "MODEL") return Value::kModel;
  if (type == "COMMAND") return Value::kCommand;
  if (type == "DIR") return Value::kFolder;
  if (is_choice(type)) return Value::kWords;
  return names_files(option) ? Value::kFile : Value::kAny;
}

OptionFacts facts_of(CLI::Option& option) {
  OptionFacts facts;
  for (const auto& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) facts.names.push_back("--" + name);
  facts.value = value_of(option);
  if (facts.value != Value::kNone) facts.type = option.get_type_name();
  if (facts.value == Value::kWords) facts.words = CLI::detail::split(facts.type, '|');
  facts.fallback = option.get_default_str();
  facts.what = option.get_description();
  facts.group = option.get_group();
  facts.required = option.get_required();
  facts.repeats = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  return facts;
}

}  // namespace

std::vector<OptionFacts> options_of(CLI::App& command) {
  std::vector<OptionFacts> all;
  for (CLI::Option* option : command.get_options([](CLI::Option*) { return true; })) {
    if (!option->get_group().empty()) all.push_back(facts_of(*option));
  }
  return all;
}

std::vector<CLI::App*> commands_of(CLI::App& parent) {
  return parent.get_subcommands([](CLI::App* one) { return !one->get_group().empty(); });
}

}  // namespace emorec::cli
