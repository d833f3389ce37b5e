#include "training_run.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "emorec/core/files.h"
#include "emorec/nn/model_config.h"
#include "emorec/nn/safetensors.h"
#include "emorec/train/run_settings.h"

#include "epoch_text.h"
#include "new_model.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

/// Whether the run has ended: its model is there, and nothing of it is left to do.
/// @throws Error{kUsage} if the model is not what this run would make.
bool has_ended(const TrainingFiles& files, const std::string& run) {
  const fs::path& out = files.out;
  if (!fs::exists(out) || fs::exists(files.checkpoint())) return false;
  std::string made_by;
  try {
    made_by = from_metadata(read_safetensors_metadata(out), out.string()).run;
  } catch (const Error&) {
    // Said below, like any other file that no training made.
  }
  constexpr const char* kRemedy = " Give another --out, or --overwrite to train anew.";
  if (made_by.empty()) {
    throw Error(ErrorKind::kUsage,
                out.string() + ": does not say by which training it was made." + kRemedy);
  }
  const std::string differing = different_settings(made_by, run);
  if (differing.empty()) return true;
  throw Error(ErrorKind::kUsage, out.string() + ": is finished, by a run with other options (" +
                                     differing + ")." + kRemedy);
}

/// @throws Error{kUsage} if there is anything that a run from the beginning would replace.
void require_nothing_there(const TrainingFiles& files) {
  if (fs::exists(files.checkpoint())) {
    throw Error(ErrorKind::kUsage, files.checkpoint().string() +
                                       ": an unfinished run. Go on with it by --resume, or start "
                                       "anew by --overwrite.");
  }
  require_new_model(files.out, /*overwrite=*/false);
}

}  // namespace

fs::path TrainingFiles::checkpoint() const { return fs::path(out) += ".checkpoint"; }
fs::path TrainingFiles::log() const { return fs::path(out) += ".log.jsonl"; }

bool may_begin(const TrainingFiles& files, const std::string& run) {
  if (files.resume && has_ended(files, run)) {
    spdlog::info("{}: this run has ended; the model stays as it is", files.out.string());
    return false;
  }
  if (!files.resume && !files.overwrite) require_nothing_there(files);
  require_writable(files.out);
  return true;
}

TrainingDisplay::TrainingDisplay(const TrainingFiles& files, const TrainOptions& options,
                                 const ModelConfig& model, bool quiet)
    : log_(files.log(), options, model.card), progress_(quiet), epochs_(options.epochs) {}

TrainObserver TrainingDisplay::observer() {
  TrainObserver observer;
  observer.on_step = [this](int epoch, std::int64_t done, std::int64_t steps, double loss) {
    step(epoch, done, steps, loss);
  };
  observer.on_epoch = [this](const EpochReport& report, bool resumed) { epoch(report, resumed); };
  return observer;
}

void TrainingDisplay::step(int epoch, std::int64_t done, std::int64_t steps, double loss) {
  const auto all = static_cast<double>(epochs_ * steps);
  const auto left = static_cast<double>((epochs_ - epoch + 1) * steps - done);
  progress_.show(all - left, all,
                 fmt::format("epoch {}/{}, step {}/{}: loss {:.4f}, {:.0f} min left", epoch,
                             epochs_, done, steps, loss, progress_.minutes_for(left, ++taken_)));
}

void TrainingDisplay::epoch(const EpochReport& report, bool resumed) {
  progress_.clear();
  log_.add(report);
  spdlog::info("{}{}", text_of(report, epochs_), resumed ? " (before)" : "");
}

}  // namespace emorec::cli
