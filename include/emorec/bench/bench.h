// How fast clips are classified on this machine, where the time goes, and how near that comes to
// the limit that decoding the same clips sets. docs/performance.md defines every figure.
//
//   const BenchResult result = run_bench(options, clips, log, cancel);
//   write_text(std::cout, machine, result);
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "emorec/batch/worker_process.h"
#include "emorec/core/cancel.h"
#include "emorec/core/stage_times.h"
#include "emorec/pipeline/clip_classifier.h"

namespace emorec {

inline constexpr const char* kBenchSchema = "emorec.bench/1";

struct BenchOptions {
  ClassifierOptions classifier;  ///< for one thread; the bench sets `times` itself
  int workers = 1;               ///< clips at a time
  int repeat = 3;                ///< rounds, each of decoding all clips and of classifying them
  WorkerCommand worker;          ///< what a batch starts: its start-up is timed

  /// @throws Error{kUsage}.
  void validate() const;
};

/// All clips, decoded without a look at them and then classified: seconds.
struct BenchRound {
  double decode = 0;
  double classify = 0;

  /// Speed of classifying over speed of decoding; 1 is the limit.
  double ratio() const { return decode / classify; }
};

/// Seconds from the start of a fresh process.
struct StartUp {
  double ready = 0;   ///< until its model is loaded
  double answer = 0;  ///< until the first clip's answer
};

struct StageSum {
  double seconds = 0;
  std::int64_t calls = 0;
};

struct BenchResult {
  ModelIdentity model;
  int workers = 0;
  std::vector<std::string> failed;  ///< for each clip that is left out: which, and why
  std::size_t clips = 0;            ///< measured
  std::size_t without_face = 0;     ///< the measured ones without a face
  std::int64_t frames = 0;          ///< decoded in a round
  double video_seconds = 0;         ///< in a round; 0 if some clip does not tell its length
  std::vector<BenchRound> rounds;
  std::array<StageSum, kStageCount> stages;  ///< the sums of all rounds' and workers' classifying
  std::vector<StartUp> starts;               ///< the start-ups of workers given the first clip
  std::int64_t peak_memory = 0;              ///< bytes, resident, of this process

  double stage_seconds() const;  ///< sum over the stages
  double worker_share() const;   ///< the stages' share of the workers' time while classifying
  double ms_per_frame(double seconds) const;  ///< takes the `seconds` of all rounds
};

/// What a result holds for.
struct Machine {
  std::string cpu;           ///< as the system calls it
  std::string instructions;  ///< that LibTorch uses, e.g. "AVX512"
  int processors = 0;
  std::vector<std::pair<std::string, std::string>> versions;  ///< emorec's and its libraries'
};

/// Classifies all clips once, which warms caches and shows which clips fail, and then measures.
/// If every clip fails, only `failed` is filled. `log` gets a line now and then.
/// @throws Error as ClipClassifier::create, and Error{kCancelled}.
BenchResult run_bench(const BenchOptions& options, const std::vector<std::filesystem::path>& clips,
                      const std::function<void(const std::string&)>& log,
                      const CancelToken& cancel);

/// Median, least and greatest.
struct Spread {
  double median = 0;
  double low = 0;
  double high = 0;
};
Spread spread_of(std::vector<double> values);

/// Median and range of some figure of each round or start.
template <typename Item, typename Figure>
Spread spread_of(const std::vector<Item>& items, const Figure& figure) {
  std::vector<double> values;
  values.reserve(items.size());
  for (const auto& item : items) values.push_back(figure(item));
  return spread_of(std::move(values));
}

/// For people.
void write_text(std::ostream& out, const Machine& machine, const BenchResult& result);

/// One JSON object, schema kBenchSchema.
void write_json(std::ostream& out, const Machine& machine, const BenchResult& result);

}  // namespace emorec
