#include "command.h"

namespace emorec::cli {

void add_training_commands(CLI::App& app, Session& session) {
  add_train(app, session);
  add_calibrate(app, session);
  add_weigh(app, session);
  add_ablate(app, session);
  add_attention(app, session);
}

}  // namespace emorec::cli
