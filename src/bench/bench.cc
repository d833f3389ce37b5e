#include "emorec/bench/bench.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <numeric>
#include <sstream>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/core/error.h"
#include "emorec/core/thread_pool.h"
#include "emorec/report/json_report.h"

#include "start_up.h"

namespace emorec {
namespace {

namespace fs = std::filesystem;

/// This process's high-water mark of resident memory, in bytes; 0 if unknown.
std::int64_t peak_memory() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;) {
    std::int64_t kilobytes = 0;
    if (word == "VmHWM:" && in >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

class Bench {
 public:
  Bench(const BenchOptions& options, const std::vector<fs::path>& clips, const CancelToken& cancel)
      : options_(options), clips_(clips), cancel_(cancel), pool_(options.workers) {
    ClassifierOptions timed = options.classifier;
    timed.threads = 1;
    timed.times = &times_;
    for (int i = 0; i < options.workers; ++i) {
      classifiers_.push_back(ClipClassifier::create(timed));
    }
    result_.workers = options.workers;
    result_.model = classifiers_.front()->model();
  }

  /// Leaves out the clips that fail.
  void look_at_clips() {
    std::vector<ClipPrediction> seen(clips_.size());
    in_parallel(pool_, clips_.size(), [&](std::size_t worker, std::size_t clip) {
      seen[clip] = classify(worker, clip);
      seen[clip].subjects.clear();
    });
    bool lengths_known = true;
    clips_.clear();
    for (const auto& clip : seen) {
      if (clip.status != ClipStatus::kOk && clip.status != ClipStatus::kNoFace) {
        result_.failed.push_back(clip.error);
        continue;
      }
      const double length = length_of(clip.clip, options_.classifier.clip);
      lengths_known = lengths_known && length > 0;
      clips_.push_back(clip.clip.path);
      ++result_.clips;
      result_.frames += clip.account.decoded;
      result_.video_seconds += length;
      if (clip.status == ClipStatus::kNoFace) ++result_.without_face;
    }
    if (!lengths_known) result_.video_seconds = 0;
    times_.reset();
  }

  BenchRound time_round() {
    BenchRound round;
    round.decode = run([&](std::size_t, std::size_t clip) {
      const auto source = ClipSource::open(clips_[clip], options_.classifier.clip);
      while (source->skip()) cancel_.check();
    });
    round.classify = run([&](std::size_t worker, std::size_t clip) {
      const ClipPrediction prediction = classify(worker, clip);
      const StageTimer timer(&times_, Stage::kWrite);
      std::ostringstream line;
      write_json(line, prediction);
    });
    result_.rounds.push_back(round);
    return round;
  }

  StartUp time_start() {
    result_.starts.push_back(time_start_up(options_, clips_.front(), cancel_));
    return result_.starts.back();
  }

  const BenchResult& finish() {
    for (std::size_t i = 0; i < kStageCount; ++i) {
      const auto stage = static_cast<Stage>(i);
      result_.stages[i] = {times_.seconds(stage), times_.calls(stage)};
    }
    result_.peak_memory = peak_memory();
    return result_;
  }

  const BenchResult& result() const { return result_; }

 private:
  /// Does `work(worker, clip)` for all clips: the seconds that took.
  template <typename Work>
  double run(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    in_parallel(pool_, clips_.size(), work);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  ClipPrediction classify(std::size_t worker, std::size_t clip) const {
    return classifiers_[worker]->classify(clips_[clip], cancel_);
  }

  const BenchOptions& options_;
  std::vector<fs::path> clips_;
  const CancelToken& cancel_;
  StageTimes times_;
  std::vector<std::unique_ptr<ClipClassifier>> classifiers_;  // one for each worker, as in a batch
  // Its threads live through the whole bench: LibTorch keeps what it has prepared for a thread, as
  // it does in a worker that lives through a batch.
  ThreadPool pool_;
  BenchResult result_;
};

}  // namespace

void BenchOptions::validate() const {
  classifier.validate();
  if (workers < 1) throw Error(ErrorKind::kUsage, "the number of workers must be positive.");
  if (repeat < 1) throw Error(ErrorKind::kUsage, "the number of rounds must be positive.");
}

double BenchResult::stage_seconds() const {
  return std::accumulate(stages.begin(), stages.end(), 0.0,
                         [](double sum, const StageSum& stage) { return sum + stage.seconds; });
}

double BenchResult::worker_share() const {
  double classifying = 0;
  for (const auto& round : rounds) classifying += round.classify;
  return stage_seconds() / (workers * classifying);
}

double BenchResult::ms_per_frame(double seconds) const {
  return 1000 * seconds / (static_cast<double>(frames) * static_cast<double>(rounds.size()));
}

BenchResult run_bench(const BenchOptions& options, const std::vector<fs::path>& clips,
                      const std::function<void(const std::string&)>& log,
                      const CancelToken& cancel) {
  options.validate();
  Bench bench(options, clips, cancel);
  log("warming up on " + counted(clips.size(), "clip"));
  bench.look_at_clips();
  if (bench.result().clips == 0) return bench.result();
  for (int i = 1; i <= options.repeat; ++i) {
    const BenchRound round = bench.time_round();
    const StartUp start = bench.time_start();
    log(fmt::format("round {} of {}: decoding {:.3f} s, classifying {:.3f} s, start-up {:.3f} s", i,
                    options.repeat, round.decode, round.classify, start.answer));
  }
  return bench.finish();
}

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

}  // namespace emorec
