#include <cmath>

#include <nlohmann/json.hpp>

#include "emorec/bench/bench.h"
#include "emorec/core/spelling.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Spread& spread) {
  return {{"median", spread.median}, {"low", spread.low}, {"high", spread.high}};
}

Json to_json(const Machine& machine) {
  Json versions;
  for (const auto& [name, version] : machine.versions) versions[name] = version;
  return {{"cpu", machine.cpu},
          {"instructions", machine.instructions},
          {"processors", machine.processors},
          {"versions", std::move(versions)}};
}

/// The speeds by `seconds`, a member of BenchRound.
Json speed_of(const BenchResult& result, double BenchRound::*seconds) {
  const auto per_second = [&](double count) {
    return to_json(spread_of(result.rounds,
                             [&](const BenchRound& round) { return count / (round.*seconds); }));
  };
  Json speed = {{"clips_per_minute", per_second(60.0 * static_cast<double>(result.clips))},
                {"frames_per_second", per_second(static_cast<double>(result.frames))},
                {"times_real_time", nullptr}};
  if (result.video_seconds > 0) speed["times_real_time"] = per_second(result.video_seconds);
  return speed;
}

Json rounds_of(const BenchResult& result) {
  Json rounds = Json::array();
  for (const auto& round : result.rounds) {
    rounds.push_back({{"decode_seconds", round.decode},
                      {"classify_seconds", round.classify},
                      {"ratio", round.ratio()}});
  }
  return rounds;
}

Json stages_of(const BenchResult& result) {
  Json stages;
  for (std::size_t i = 0; i < kStageCount; ++i) {
    const StageSum& stage = result.stages[i];
    stages[std::string(kStageNames[i])] = {
        {"ms_per_frame", result.ms_per_frame(stage.seconds)},
        {"share", stage.seconds / result.stage_seconds()},
        {"calls", stage.calls},
    };
  }
  return stages;
}

Json start_of(const BenchResult& result) {
  const auto& starts = result.starts;
  return {
      {"ready_seconds", to_json(spread_of(starts, [](const StartUp& s) { return s.ready; }))},
      {"answer_seconds", to_json(spread_of(starts, [](const StartUp& s) { return s.answer; }))}};
}

}  // namespace

void write_json(std::ostream& out, const Machine& machine, const BenchResult& result) {
  Json failed = Json::array();
  for (const auto& why : result.failed) failed.push_back(spelled(why));
  const Json object = {
      {"schema", kBenchSchema},
      {"machine", to_json(machine)},
      {"model", {{"name", spelled(result.model.name)}, {"sha256", result.model.sha256}}},
      {"workers", result.workers},
      {"clips", result.clips},
      {"failed", std::move(failed)},
      {"without_face", result.without_face},
      {"frames", result.frames},
      {"video_seconds", result.video_seconds},
      {"rounds", rounds_of(result)},
      {"ratio", to_json(spread_of(result.rounds, [](const BenchRound& r) { return r.ratio(); }))},
      {"classify", speed_of(result, &BenchRound::classify)},
      {"decode", speed_of(result, &BenchRound::decode)},
      {"start_up", start_of(result)},
      {"peak_memory_bytes", result.peak_memory},
      {"stages", stages_of(result)},
      {"stages_cover", result.worker_share()},
  };
  out << object.dump(2) << '\n';
}

}  // namespace emorec
