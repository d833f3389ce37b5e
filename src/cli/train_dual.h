// emorec train --recipe dual: a dual focus network on features that extract computed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emorec/train/train_options.h"

#include "command.h"
#include "training_run.h"

namespace emorec::cli {

struct DualTraining {
  std::filesystem::path features;  ///< the cache's folder
  TrainingFiles files;
  std::vector<std::string> streams;  ///< empty: all of the cache's
  std::string attention;
  std::filesystem::path test_list;  ///< clips that are only scored; empty: none
  double dropout = 0.5;
  double hold_out = 0.2;
  std::string licence;
  TrainOptions options;
};

int train_dual_focus(const DualTraining& wanted, const Session& session);

}  // namespace emorec::cli
