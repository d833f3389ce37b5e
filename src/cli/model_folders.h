// Where models are looked for.
#pragma once

#include "emorec/nn/model_store.h"

#include "command.h"

namespace emorec::cli {

/// $EMOREC_MODELS, then beside the program: ../share/emorec/models when it is installed, models/ of
/// the source tree when it runs from a build folder.
ModelStore open_model_store();

/// The model of that name or path, the default one if it is empty. No output may replace it.
/// @throws Error{kModel}; Error{kUsage}.
std::filesystem::path find_model(const std::string& name, const Session& session);

/// That name or path, as an option of the command.
inline void add_model(CLI::App& command, std::string& name) {
  command
      .add_option(
          "--model", name,
          "A name that 'emorec models list' shows, or a file; the default model if left out")
      ->type_name("MODEL");
}

/// A file that comes with the program beside its models, but is none; empty if it is not there.
std::filesystem::path shipped_file(const std::string& name);

}  // namespace emorec::cli
