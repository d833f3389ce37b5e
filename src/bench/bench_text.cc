#include "emorec/bench/bench.h"
#include "emorec/core/counted.h"
#include "emorec/report/line_writer.h"

namespace emorec {
namespace {

class Writer : LineWriter {
 public:
  Writer(std::ostream& out, const Machine& machine, const BenchResult& result)
      : LineWriter(out), machine_(machine), result_(result) {}

  void write() const {
    write_title();
    write_speeds();
    write_stages();
  }

 private:
  void figure(const char* name, const Spread& spread, int decimals) const {
    line("  {:<34}{:>10.{}f}   {:.{}f} to {:.{}f}", name, spread.median, decimals, spread.low,
         decimals, spread.high, decimals);
  }

  /// `count` of something done in each round, by the seconds that it took.
  void speed(const char* name, double count, double BenchRound::*seconds) const {
    figure(name,
           spread_of(result_.rounds,
                     [&](const BenchRound& round) { return count / (round.*seconds); }),
           1);
  }

  void write_title() const {
    line("clips {}, of these {} without a face; frames {}; seconds of video {:.1f}", result_.clips,
         result_.without_face, result_.frames, result_.video_seconds);
    line("workers {}, rounds {}, model {}", result_.workers, result_.rounds.size(),
         result_.model.name);
    line("{}: {}, {}", machine_.cpu, counted(machine_.processors, "processor"),
         machine_.instructions);
  }

  void write_speeds() const {
    const auto clips = static_cast<double>(result_.clips);
    const auto frames = static_cast<double>(result_.frames);
    line("\n  {:<34}{:>10}   {}", "", "median", "range");
    speed("classifying: clips a minute", 60 * clips, &BenchRound::classify);
    speed("  frames a second", frames, &BenchRound::classify);
    if (result_.video_seconds > 0) {
      speed("  times real time", result_.video_seconds, &BenchRound::classify);
    }
    speed("decoding alone: frames a second", frames, &BenchRound::decode);
    figure("classifying over decoding (ratio)",
           spread_of(result_.rounds, [](const BenchRound& round) { return round.ratio(); }), 3);
    figure("a worker's start: ready, s",
           spread_of(result_.starts, [](const StartUp& start) { return start.ready; }), 3);
    figure("  first clip's answer, s",
           spread_of(result_.starts, [](const StartUp& start) { return start.answer; }), 3);
    line("  {:<34}{:>10.0f}", "peak memory, MB", static_cast<double>(result_.peak_memory) / 1e6);
  }

  void write_stages() const {
    const double all = result_.stage_seconds();
    constexpr const char* kRow = "  {:<12}{:>10.3f}{:>9.1f}{:>10}";
    line("\n  {:<12}{:>10}{:>9}{:>10}", "stage", "ms/frame", "share, %", "calls");
    for (std::size_t i = 0; i < kStageCount; ++i) {
      const StageSum& stage = result_.stages[i];
      line(kRow, kStageNames[i], result_.ms_per_frame(stage.seconds), 100 * stage.seconds / all,
           stage.calls);
    }
    line("  {:<12}{:>10.3f}", "sum", result_.ms_per_frame(all));
    line("  Stages make up {:.1f} % of the workers' time.", 100 * result_.worker_share());
  }

  const Machine& machine_;
  const BenchResult& result_;
};

}  // namespace

void write_text(std::ostream& out, const Machine& machine, const BenchResult& result) {
  Writer(out, machine, result).write();
}

}  // namespace emorec
