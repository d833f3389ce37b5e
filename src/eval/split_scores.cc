#include "emorec/eval/split_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "emorec/core/spelling.h"
#include "emorec/eval/figure_json.h"
#include "emorec/eval/figure_text.h"
#include "emorec/report/line_writer.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;
using emorec::to_json;

using Member = std::optional<double> Metrics::*;

std::optional<MeanAndDeviation> over_splits(const std::vector<SplitScore>& scores, Member figure) {
  std::vector<std::optional<double>> values;
  for (const auto& score : scores) values.push_back(score.metrics.*figure);
  return mean_and_deviation(values);
}

std::string text_of(const std::optional<MeanAndDeviation>& both) {
  if (!both) return "-";
  const std::string mean = emorec::text_of(both->mean, kPercent);
  if (!both->deviation) return mean;
  return fmt::format("{} (sd {})", mean, digits_of(*both->deviation, kPercent));
}

class SplitWriter : LineWriter {
 public:
  SplitWriter(std::ostream& out, const std::vector<SplitScore>& scores)
      : LineWriter(out), scores_(scores) {
    for (const auto& score : scores) width_ = std::max(width_, score.split.size());
  }

  void write() const {
    line("  {:<{}}{:>8}{:>21}{:>21}", "split", width_, "clips", "WAR", "UAR");
    for (const auto& score : scores_) {
      line("  {:<{}}{:>8}{:>21}{:>21}", score.split, width_, score.clips,
           emorec::text_of(score.metrics.war, kPercent),
           emorec::text_of(score.metrics.uar, kPercent));
    }
    line("  {:<{}}{:>8}{:>21}{:>21}", "mean", width_, "",
         text_of(over_splits(scores_, &Metrics::war)),
         text_of(over_splits(scores_, &Metrics::uar)));
    line(
        "  In brackets: the standard deviation over the splits. A clip without an answer is "
        "wrong.");
  }

 private:
  const std::vector<SplitScore>& scores_;
  std::size_t width_ = 12;
};

Json to_json(const std::optional<MeanAndDeviation>& both) {
  if (!both) return nullptr;
  return {{"mean", rounded(both->mean)}, {"deviation", to_json(both->deviation)}};
}

}  // namespace

std::optional<MeanAndDeviation> mean_and_deviation(
    const std::vector<std::optional<double>>& values) {
  std::vector<double> there;
  for (const auto& value : values) {
    if (value) there.push_back(*value);
  }
  if (there.empty()) return std::nullopt;
  const auto count = static_cast<double>(there.size());
  MeanAndDeviation both{std::accumulate(there.begin(), there.end(), 0.0) / count, std::nullopt};
  if (there.size() > 1) {
    double sum = 0;
    for (const double value : there) sum += (value - both.mean) * (value - both.mean);
    both.deviation = std::sqrt(sum / (count - 1));
  }
  return both;
}

void write_text(std::ostream& out, const std::vector<SplitScore>& scores) {
  SplitWriter(out, scores).write();
}

void write_json(std::ostream& out, const std::vector<SplitScore>& scores) {
  Json splits = Json::array();
  for (const auto& score : scores) {
    splits.push_back({{"split", spelled(score.split)},
                      {"model", spelled(score.model)},
                      {"clips", score.clips},
                      {"missing", score.missing},
                      {"war", to_json(score.metrics.war)},
                      {"uar", to_json(score.metrics.uar)},
                      {"macro_f1", to_json(score.metrics.macro_f1)}});
  }
  const Json object = {{"schema", kSplitsSchema},
                       {"splits", std::move(splits)},
                       {"war", to_json(over_splits(scores, &Metrics::war))},
                       {"uar", to_json(over_splits(scores, &Metrics::uar))},
                       {"macro_f1", to_json(over_splits(scores, &Metrics::macro_f1))}};
  out << object.dump() << '\n';
}

}  // namespace emorec
