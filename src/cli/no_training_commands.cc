// What stands in for the commands that a build without EMOREC_TRAINING lacks.
#include "command.h"
#include "extract_features.h"

namespace emorec::cli {
namespace {

int refuse(const std::string& what) {
  throw Error(ErrorKind::kUsage,
              what +
                  ": this emorec was built without training. Build the whole one by 'cmake "
                  "--preset release && cmake --build --preset release'.");
}

}  // namespace

int extract_features(const std::filesystem::path&, const std::filesystem::path&, bool,
                     const FeatureArguments&, const Session&) {
  return refuse("extract --features");
}

void add_training_commands(CLI::App& app, Session& session) {
  for (const char* name : {"train", "calibrate", "weigh", "ablate", "attention"}) {
    auto* command = app.add_subcommand(name, "Not in this build: it needs EMOREC_TRAINING");
    command->allow_extras();
    command->fallthrough(false);  // they are not words of the whole program either
    command->callback([name, &session] { session.action = [name] { return refuse(name); }; });
  }
}

}  // namespace emorec::cli
