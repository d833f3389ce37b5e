#include "emorec/eval/figure_text.h"
#include "emorec/report/line_writer.h"
#include "emorec/study/ablation_summary.h"

namespace emorec {
namespace {

constexpr NumberStyle kAccuracy = {100, 1};
constexpr NumberStyle kGain = {100, 1, "", true};
constexpr const char* kHeadRow = "{:<26}{:>24}{:>24}{:>8}";

class AblationWriter : LineWriter {
 public:
  AblationWriter(std::ostream& out, const AblationSummary& summary)
      : LineWriter(out), summary_(summary) {}

  void write() const {
    line(kHeadRow, "attention, pooling", "WAR %", "UAR %", "rate");
    for (const auto& head : summary_.heads) {
      line(kHeadRow, name_of(head.attention, head.pooling), text_of(head.war, kAccuracy),
           text_of(head.uar, kAccuracy), fmt::format("{:g}", head.rate));
    }
    line("");
    line(kHeadRow, "difference", "WAR, points", "UAR, points", "");
    write_differences(summary_.pooling);
    write_differences(summary_.attention);
    line("\nv1: WAR % by the share of frames that show the emotion, neutral clips left out");
    write_shares();
    line("\nIn brackets: 95 % intervals.");
  }

 private:
  void write_differences(const std::vector<HeadDifference>& differences) const {
    for (const auto& difference : differences) {
      line(kHeadRow, difference.better + " - " + difference.worse, text_of(difference.war, kGain),
           text_of(difference.uar, kGain), "");
    }
  }

  void write_shares() const {
    std::string heading = fmt::format("{:<14}{:>8}", "share", "clips");
    for (const auto& scores : summary_.by_share)
      heading += fmt::format("{:>22}", name(scores.pooling));
    line("{}", heading);
    for (std::size_t bin = 0; bin < summary_.share_clips.size(); ++bin) {
      const auto clips = summary_.share_clips[bin];
      std::string row = fmt::format(
          "{:<14}{:>8}",
          fmt::format("{:.0f} to {:.0f} %", 100 * kShareEdges[bin], 100 * kShareEdges[bin + 1]),
          clips);
      for (const auto& scores : summary_.by_share) {
        row += fmt::format("{:>22}", clips > 0 ? text_of(scores.war[bin], kAccuracy) : "-");
      }
      line("{}", row);
    }
  }

  const AblationSummary& summary_;
};

}  // namespace

void write_text(std::ostream& out, const AblationSummary& summary) {
  AblationWriter(out, summary).write();
}

}  // namespace emorec
