#include "emorec/study/ablation_summary.h"

#include <algorithm>
#include <functional>

#include "emorec/core/label_set.h"
#include "emorec/stats/random.h"

namespace emorec {
namespace {

constexpr int kResamples = 2000;
constexpr std::uint64_t kSeed = 1979;  // as in stats/interval.cc

using Values = std::vector<double>;  // the sample's own, then one a resample

/// Times that each run and each clip is drawn; all ones for the sample itself.
struct Resample {
  std::vector<double> runs;
  std::vector<double> clips;
};

std::vector<Resample> draw(std::size_t runs, const std::vector<ClipMaps::Clip>& clips,
                           std::size_t labels) {
  std::vector<std::vector<std::size_t>> strata(labels);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    strata[clips[i].label.index].push_back(i);
  }
  std::vector<Resample> resamples = {{Values(runs, 1), Values(clips.size(), 1)}};
  Random random(kSeed);
  for (int b = 0; b < kResamples; ++b) {
    Resample resample{Values(runs, 0), Values(clips.size(), 0)};
    for (std::size_t i = 0; i < runs; ++i) ++resample.runs[random.below(runs)];
    for (const auto& stratum : strata) {
      for (std::size_t i = 0; i < stratum.size(); ++i) {
        ++resample.clips[stratum[random.below(stratum.size())]];
      }
    }
    resamples.push_back(std::move(resample));
  }
  return resamples;
}

/// Shares of right answers of one head, in every resample.
class Judge {
 public:
  Judge(const std::vector<HeadAnswers>& heads, const std::vector<ClipMaps::Clip>& clips,
        std::size_t labels)
      : clips_(clips),
        labels_(labels),
        resamples_(draw(heads.front().answers.size(), clips, labels)) {}

  /// The share of clips that `counts`; 0 where there is none.
  template <class Counts>
  Values war(const HeadAnswers& head, Counts&& counts) const {
    Values values;
    for (const auto& resample : resamples_) {
      double right = 0;
      double all = 0;
      for_each(head, resample, [&](std::size_t clip, double weight, bool is_right) {
        if (!counts(clips_[clip])) return;
        all += weight;
        right += is_right ? weight : 0;
      });
      values.push_back(all > 0 ? right / all : 0);
    }
    return values;
  }

  Values uar(const HeadAnswers& head) const {
    Values values;
    for (const auto& resample : resamples_) {
      Distribution right(labels_);
      Distribution all(labels_);
      for_each(head, resample, [&](std::size_t clip, double weight, bool is_right) {
        const std::size_t label = clips_[clip].label.index;
        all[label] += weight;
        right[label] += is_right ? weight : 0;
      });
      double recall = 0;
      double labels = 0;
      for (std::size_t c = 0; c < all.size(); ++c) {
        if (all[c] == 0) continue;
        recall += right[c] / all[c];
        ++labels;
      }
      values.push_back(recall / labels);
    }
    return values;
  }

 private:
  template <class Visitor>
  void for_each(const HeadAnswers& head, const Resample& resample, Visitor&& visit) const {
    for (std::size_t run = 0; run < resample.runs.size(); ++run) {
      if (resample.runs[run] == 0) continue;
      for (std::size_t i = 0; i < clips_.size(); ++i) {
        visit(i, resample.runs[run] * resample.clips[i], head.answers[run][i] == clips_[i].label);
      }
    }
  }

  const std::vector<ClipMaps::Clip>& clips_;
  std::size_t labels_;
  std::vector<Resample> resamples_;
};

/// The statistic of the sample, with the middle 95 % of the resamples.
Estimate estimate(Values values) {
  const double own = values.front();
  values.erase(values.begin());
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  return {own, {at(0.025), at(0.975)}};
}

Values minus(Values values, const Values& others) {
  std::transform(values.begin(), values.end(), others.begin(), values.begin(), std::minus<>());
  return values;
}

/// The bin of a clip's share, its upper edge belonging to it.
std::size_t bin_of(double share) {
  std::size_t bin = 0;
  while (bin + 2 < kShareEdges.size() && share > kShareEdges[bin + 1]) ++bin;
  return bin;
}

/// A neutral clip shows nothing that would come and go.
bool is_in(const ClipMaps::Clip& clip, std::size_t bin, const LabelSet& labels) {
  return clip.label != labels.neutral() && bin_of(clip.share) == bin;
}

/// Everything of one head that a difference needs.
struct Judged {
  const HeadAnswers& head;
  Values war;
  Values uar;
};

class Summary {
 public:
  Summary(const std::vector<HeadAnswers>& heads, const std::vector<ClipMaps::Clip>& clips,
          const LabelSet& labels)
      : clips_(clips), labels_(labels), judge_(heads, clips, labels.size()) {
    for (const auto& head : heads) {
      judged_.push_back(
          {head, judge_.war(head, [](const auto& /*clip*/) { return true; }), judge_.uar(head)});
    }
  }

  AblationSummary make() const {
    AblationSummary summary;
    for (const auto& [head, war, uar] : judged_) {
      summary.heads.push_back(
          {head.attention, head.pooling, estimate(war), estimate(uar), head.rate});
    }
    for (const auto attention : kAttentions) {
      summary.pooling.push_back(
          difference({attention, Pooling::kSoftmax}, {attention, Pooling::kMean}));
    }
    for (const auto attention : {AttentionVariant::kV1, AttentionVariant::kV2}) {
      for (const auto pooling : kPoolings) {
        summary.attention.push_back(
            difference({attention, pooling}, {AttentionVariant::kNone, pooling}));
      }
    }
    for (std::size_t bin = 0; bin < summary.share_clips.size(); ++bin) {
      summary.share_clips[bin] = static_cast<std::size_t>(
          std::count_if(clips_.begin(), clips_.end(),
                        [&](const auto& clip) { return is_in(clip, bin, labels_); }));
    }
    for (const auto pooling : kPoolings) summary.by_share.push_back(by_share(pooling));
    return summary;
  }

 private:
  using Kind = std::pair<AttentionVariant, Pooling>;

  const Judged& find(const Kind& kind) const {
    return *std::find_if(judged_.begin(), judged_.end(), [&](const Judged& judged) {
      return Kind(judged.head.attention, judged.head.pooling) == kind;
    });
  }

  HeadDifference difference(const Kind& better, const Kind& worse) const {
    const Judged& a = find(better);
    const Judged& b = find(worse);
    return {name_of(better.first, better.second), name_of(worse.first, worse.second),
            estimate(minus(a.war, b.war)), estimate(minus(a.uar, b.uar))};
  }

  ShareScores by_share(Pooling pooling) const {
    const HeadAnswers& head = find({AttentionVariant::kV1, pooling}).head;
    ShareScores scores{pooling, {}};
    for (std::size_t bin = 0; bin < scores.war.size(); ++bin) {
      scores.war[bin] = estimate(
          judge_.war(head, [&](const ClipMaps::Clip& clip) { return is_in(clip, bin, labels_); }));
    }
    return scores;
  }

  const std::vector<ClipMaps::Clip>& clips_;
  const LabelSet& labels_;
  Judge judge_;
  std::vector<Judged> judged_;
};

}  // namespace

AblationSummary summarise(const std::vector<HeadAnswers>& heads,
                          const std::vector<ClipMaps::Clip>& clips, const LabelSet& labels) {
  return Summary(heads, clips, labels).make();
}

}  // namespace emorec
