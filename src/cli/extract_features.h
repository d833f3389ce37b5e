// emorec extract --features: what a dual focus network's frozen streams make of a data set.
#pragma once

#include <filesystem>
#include <string>

#include "emorec/core/label_set.h"

#include "command.h"

namespace emorec::cli {

struct FeatureArguments {
  bool wanted = false;
  bool with_object = true;
  std::filesystem::path object;  ///< empty: what comes with the program
  std::filesystem::path scene;
  bool motion = true;
  int snippets = 12;
  LabelSet labels = LabelSet::ekman6();
};

void add_feature_options(CLI::App& command, FeatureArguments& arguments);

/// Says so where the program was built without what trains.
int extract_features(const std::filesystem::path& dataset, const std::filesystem::path& out,
                     bool skip_unknown_labels, const FeatureArguments& arguments,
                     const Session& session);

}  // namespace emorec::cli
