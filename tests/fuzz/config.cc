// Options from a file (--config), for a program with an option of each type.
#include <CLI/CLI.hpp>

#include "config_file.h"
#include "fuzz.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::file_of("emorec.toml", fuzz::text_of(data, size));
  bool quiet = false;
  int threads = 0;
  double start = 0;
  std::string format;
  std::vector<std::string> clips;
  CLI::App app("", "emorec");
  app.fallthrough();
  app.set_config("--config", "");
  app.config_formatter(std::make_shared<cli::ConfigFile>(app));
  app.add_flag("-q,--quiet", quiet);
  app.add_option("--threads", threads)->check(CLI::NonNegativeNumber);
  auto* classify = app.add_subcommand("classify");
  classify->add_option("--start", start);
  classify->add_option("--format", format)->check(CLI::IsMember({"text", "json"}));
  classify->add_option("clips", clips);
  try {
    app.parse({"a.mp4", "classify", path.string(), "--config"});  // from the last word to the first
  } catch (const CLI::Error&) {
    return 0;  // refused
  }
  fuzz::require(threads >= 0, "what is checked on the command line is checked in the file");
  fuzz::require(format.empty() || format == "text" || format == "json", "a word is of the choice");
  return 0;
}
