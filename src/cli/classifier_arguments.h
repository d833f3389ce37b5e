// The options of every command that classifies clips.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "emorec/pipeline/clip_classifier.h"

#include "command.h"

namespace emorec::cli {

struct ClassifierArguments {
  std::string model;  ///< a name or a path; empty for the default model
  ClassifierOptions options;
};

/// Declares them. `arguments` must live until the command has run.
void add_classifier_arguments(CLI::App& command, ClassifierArguments& arguments);

/// Likewise without those that are about a clip's length and frames, for streams.
void add_stream_arguments(CLI::App& command, ClassifierArguments& arguments);

/// Names and values of the options that change a result, as the report's page shows them.
using Settings = std::vector<std::pair<std::string, std::string>>;
Settings settings_of(const ClassifierOptions& options);

/// Checks them and finds the model, which no output may replace.
/// @throws Error{kUsage} or Error{kModel}.
ClassifierOptions resolve(const ClassifierArguments& arguments, const Session& session);

}  // namespace emorec::cli
