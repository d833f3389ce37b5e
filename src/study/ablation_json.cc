#include <nlohmann/json.hpp>

#include "emorec/core/spelling.h"
#include "emorec/eval/figure_json.h"
#include "emorec/study/ablation_summary.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<HeadDifference>& differences) {
  Json list = Json::array();
  for (const auto& difference : differences) {
    list.push_back({{"better", difference.better},
                    {"worse", difference.worse},
                    {"war", to_json(difference.war)},
                    {"uar", to_json(difference.uar)}});
  }
  return list;
}

/// By pooling, a value for each bin; null for a bin without clips.
Json shares_of(const AblationSummary& summary) {
  Json shares = {{"attention", "v1"}, {"edges", kShareEdges}, {"clips", summary.share_clips}};
  for (const auto& scores : summary.by_share) {
    Json& values = shares["war"][name(scores.pooling)] = Json::array();
    for (std::size_t bin = 0; bin < scores.war.size(); ++bin) {
      values.push_back(summary.share_clips[bin] > 0 ? to_json(scores.war[bin]) : Json(nullptr));
    }
  }
  return shares;
}

}  // namespace

std::string to_json(const AblationSummary& summary, const std::map<std::string, std::string>& facts,
                    const AblationOptions& options) {
  Json json = {{"schema", "emorec.ablation/1"}};
  for (const auto& [name, value] : facts) json[name] = spelled(value);
  json["options"] = {{"seeds", options.seeds}, {"epochs", options.epochs},
                     {"batch", options.batch}, {"frames", options.frames},
                     {"rates", options.rates}, {"weight_decay", options.weight_decay},
                     {"seed", options.seed}};
  for (const auto& head : summary.heads) {
    json["heads"].push_back({{"attention", name_of(head.attention)},
                             {"pooling", name(head.pooling)},
                             {"rate", head.rate},
                             {"war", to_json(head.war)},
                             {"uar", to_json(head.uar)}});
  }
  json["differences"] = {{"pooling", json_of(summary.pooling)},
                         {"attention", json_of(summary.attention)}};
  json["by_share"] = shares_of(summary);
  return json.dump(1);
}

}  // namespace emorec
