// What trainings have in common: what they write beside the model, whether there is anything left
// to do, and what they say meanwhile.
#pragma once

#include <filesystem>
#include <string>

#include "emorec/train/trainer.h"
#include "emorec/train/training_log.h"

#include "command.h"
#include "progress.h"

namespace emorec::cli {

struct TrainingFiles {
  std::filesystem::path out;  ///< the model
  bool resume = false;
  bool overwrite = false;

  std::filesystem::path checkpoint() const;
  std::filesystem::path log() const;
};

/// Whether there is anything left to do for the run that has these settings (`run_settings`): a
/// resumed run may have ended.
/// @throws Error{kUsage} if something is there that must not be replaced, or a run with other
///         settings; Error{kOutput} if the model cannot be written.
bool may_begin(const TrainingFiles& files, const std::string& run);

/// Shows how far a run is and keeps its log.
class TrainingDisplay {
 public:
  TrainingDisplay(const TrainingFiles& files, const TrainOptions& options, const ModelConfig& model,
                  bool quiet);

  /// Its callbacks refer to the display.
  TrainObserver observer();

 private:
  void step(int epoch, std::int64_t done, std::int64_t steps, double loss);
  void epoch(const EpochReport& report, bool resumed);

  TrainingLog log_;
  Progress progress_;
  int epochs_;
  double taken_ = 0;  // steps of this run, which may have been resumed
};

}  // namespace emorec::cli
