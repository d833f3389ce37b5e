// Options from a file (--config), for a program with an option of each type.
#include <CLI/CLI.hpp>

#include "config_file.h"
#include "fuzz.h"

using namespace emorec;

namespace {

/// A program that is made once: that takes longer than reading a file.
struct Program {
  bool quiet = false;
  int threads = 0;
  double start = 0;
  std::string format;
  std::vector<std::string> clips;
  CLI::App app{"", "emorec"};

  Program() {
    app.fallthrough();
    app.set_config("--config", "");
    app.config_formatter(std::make_shared<cli::ConfigFile>(app));
    app.add_flag("-q,--quiet", quiet);
    app.add_option("--threads", threads)->check(CLI::NonNegativeNumber);
    auto* classify = app.add_subcommand("classify");
    classify->add_option("--start", start);
    classify->add_option("--format", format)->check(CLI::IsMember({"text", "json"}));
    classify->add_option("clips", clips);
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Program program;
  const auto path = fuzz::file_of("emorec.toml", fuzz::text_of(data, size));
  program.threads = 0;
  program.format.clear();
  try {
    program.app.parse(
        {"a.mp4", "classify", path.string(), "--config"});  // from the last word to the first
  } catch (const CLI::Error&) {
    return 0;  // refused
  }
  fuzz::require(program.threads >= 0, "what is checked on the command line is checked in the file");
  fuzz::require(program.format.empty() || program.format == "text" || program.format == "json",
                "a word is of the choice");
  return 0;
}
