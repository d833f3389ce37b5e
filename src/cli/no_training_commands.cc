// What stands in for the commands that a build without EMOREC_TRAINING lacks.
#include "command.h"

namespace emorec::cli {

void add_training_commands(CLI::App& app, Session& session) {
  for (const char* name : {"train", "calibrate", "weigh", "ablate", "attention"}) {
    auto* command = app.add_subcommand(name, "Not in this build: it needs EMOREC_TRAINING");
    command->allow_extras();
    command->fallthrough(false);  // they are not words of the whole program either
    command->callback([name, &session] {
      session.action = [name]() -> int {
        throw Error(ErrorKind::kUsage,
                    std::string(name) +
                        ": this emorec was built without training. Build the whole one by 'cmake "
                        "--preset release && cmake --build --preset release'.");
      };
    });
  }
}

}  // namespace emorec::cli
