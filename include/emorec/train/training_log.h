// What happened in a run, as a file of one JSON object a line: the run first (schema
// "emorec.training/1", options, data), then each epoch.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "emorec/train/trainer.h"

namespace emorec {

class TrainingLog {
 public:
  /// `facts` are what a reader may want to know of the run beside its options.
  TrainingLog(std::filesystem::path file, const TrainOptions& options,
              const std::map<std::string, std::string>& facts);

  /// Adds an epoch; the file is written anew, by rename.
  /// @throws Error{kOutput}.
  void add(const EpochReport& report);

 private:
  std::filesystem::path file_;
  std::string lines_;
};

}  // namespace emorec
