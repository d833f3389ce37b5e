// What an ablation shows: accuracies and differences with 95 % intervals, as a table and as JSON.
#pragma once

#include <array>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "emorec/stats/interval.h"
#include "emorec/study/ablation.h"

namespace emorec {

/// A mean over the seeds.
struct Estimate {
  double value = 0;
  Interval interval;

  operator Figure() const { return {value, interval}; }
};

struct HeadScore {
  AttentionVariant attention = AttentionVariant::kNone;
  Pooling pooling = Pooling::kMean;
  Estimate war;
  Estimate uar;
  double rate = 0;
};

/// How much better one kind of head is than another on the same clips.
struct HeadDifference {
  std::string better;  ///< "v1 softmax"
  std::string worse;   ///< "v1 mean"
  Estimate war;
  Estimate uar;
};

inline constexpr std::array<double, 6> kShareEdges = {0, 0.2, 0.4, 0.6, 0.8, 1};

/// WAR of one pooling under V1, by the share of frames that show the emotion. Neutral clips, whose
/// other frames are neutral as well, count for none.
struct ShareScores {
  Pooling pooling = Pooling::kMean;
  std::array<Estimate, kShareEdges.size() - 1> war;
};

struct AblationSummary {
  std::vector<HeadScore> heads;
  std::vector<HeadDifference> pooling;    ///< softmax − mean for each attention
  std::vector<HeadDifference> attention;  ///< V1 − none and V2 − none for each pooling
  std::array<std::size_t, kShareEdges.size() - 1> share_clips{};  ///< test clips of each share
  std::vector<ShareScores> by_share;
};

/// Intervals are a percentile bootstrap's: each of 2,000 resamples draws the runs anew, and every
/// emotion's clips anew from that emotion's. All heads are judged on the same resamples, which is
/// what makes their differences paired. The same answers give the same intervals.
AblationSummary summarise(const std::vector<HeadAnswers>& heads,
                          const std::vector<ClipMaps::Clip>& clips, const LabelSet& labels = {});

void write_text(std::ostream& out, const AblationSummary& summary);

/// Schema "emorec.ablation/1"; `facts` say what was compared: model, data, options.
std::string to_json(const AblationSummary& summary, const std::map<std::string, std::string>& facts,
                    const AblationOptions& options);

}  // namespace emorec
