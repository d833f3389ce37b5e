// Options from a file (--config): TOML, with a table for each command. docs/commands.md has an
// example.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace emorec::cli {

/// Gives the options of `app` and its commands what the file says, where the command line says
/// nothing. A key that is none of theirs is an error, which names the line and the nearest key that
/// is one.
class ConfigFile : public CLI::ConfigTOML {
 public:
  explicit ConfigFile(CLI::App& app) : app_(app) {}

  /// Where CLI11 would read a list of items, the options are set at once: only so errors can name
  /// the line. There is nothing left to be set.
  /// @throws CLI::ConfigError.
  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override;

 private:
  CLI::App& app_;
};

}  // namespace emorec::cli
