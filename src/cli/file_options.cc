#include "file_options.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWritten = "written";
constexpr const char* kRead = "read";

/// A validator that accepts everything is a mark that CLI11 keeps with the option.
CLI::Option* marked(CLI::Option* option, const char* mark) {
  return option->check(CLI::Validator(), mark);
}

bool has_mark(CLI::Option& option, const char* mark) {
  try {
    option.get_validator(mark);
    return true;
  } catch (const CLI::OptionNotFound&) {
    return false;
  }
}

/// Calls `use` with the name and each value of the marked options that were given.
template <typename Use>
void for_each_file(CLI::App& app, const char* mark, const Use& use) {
  for (CLI::App* part : app.get_subcommands()) for_each_file(*part, mark, use);
  for (CLI::Option* option : app.get_options([](CLI::Option*) { return true; })) {
    if (!has_mark(*option, mark)) continue;
    for (const auto& value : option->results()) use(option->get_name(), value);
  }
}

bool is_file(const char* stream) {
  std::error_code unknown;
  return fs::is_regular_file(stream, unknown);
}

}  // namespace

CLI::Option* written(CLI::Option* option) { return marked(option, kWritten); }
CLI::Option* read(CLI::Option* option) { return marked(option, kRead); }

bool names_files(CLI::Option& option) {
  return has_mark(option, kWritten) || has_mark(option, kRead);
}

void require_output(const fs::path& path, const std::vector<std::string>& endings) {
  if (path.empty()) return;
  if (std::find(endings.begin(), endings.end(), path.extension()) == endings.end()) {
    throw Error(ErrorKind::kUsage, fmt::format("{}: give a name that ends with {}.", path.string(),
                                               fmt::join(endings, " or ")));
  }
  require_writable(path);
}

OutputGuard guard_outputs(CLI::App& app) {
  constexpr const char* kInput = "/dev/stdin";
  constexpr const char* kOutput = "/dev/stdout";
  OutputGuard guard;
  for_each_file(app, kWritten, [&](const std::string& name, const std::string& value) {
    guard.writes(name, value);
  });
  if (is_file(kOutput)) guard.writes("standard output", kOutput);
  for_each_file(app, kRead, [&](const std::string& name, const std::string& value) {
    guard.reads(name, value);
  });
  if (is_file(kInput)) guard.reads("standard input", kInput);
  return guard;
}

}  // namespace emorec::cli
