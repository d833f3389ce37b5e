#include "emorec/core/spelling.h"
#include "emorec/eval/figure_json.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

template <typename Values>
Json list_of(const Values& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(rounded(value));
  return list;
}

Json to_json(const RegionAttention& region) {
  return {{"area", rounded(region.area)},       {"attention", to_json(region.attention)},
          {"ratio", to_json(region.ratio)},     {"mean_map", to_json(region.mean_map)},
          {"swapped", to_json(region.swapped)}, {"shift", to_json(region.shift)}};
}

Json to_json(const PointingGame& game) {
  return {{"hits", to_json(game.hits)},           {"chance", rounded(game.chance)},
          {"mean_map", to_json(game.mean_map)},   {"swapped", to_json(game.swapped)},
          {"over_mean", to_json(game.over_mean)}, {"over_swapped", to_json(game.over_swapped)}};
}

Json to_json(const Pointing& pointing) {
  Json regions;
  for (std::size_t i = 0; i < kFaceRegionCount; ++i) {
    regions[std::string(kFaceRegionNames[i])] = to_json(pointing.regions[i]);
  }
  return {{"faces", pointing.faces},
          {"regions", std::move(regions)},
          {"game", to_json(pointing.game)},
          {"spread", to_json(pointing.spread)},
          {"moved", to_json(pointing.moved)}};
}

Json to_json(const Curve& curve) {
  return {{"probability", list_of(curve.probability)},
          {"area", to_json(curve.area)},
          {"advantage", to_json(curve.advantage)}};
}

Json curves_of(const AttentionStudy& study) {
  Json orders;
  for (std::size_t i = 0; i < kCellOrderCount; ++i) {
    orders[std::string(kCellOrderNames[i])] = {{"deletion", to_json(study.orders[i].deletion)},
                                               {"insertion", to_json(study.orders[i].insertion)}};
  }
  return {{"blur_sigma", kBlurSigma},
          {"random_draws", kRandomDraws},
          {"cells", list_of(study.cells)},
          {"orders", std::move(orders)}};
}

Json maps_of(const AttentionStudy& study) {
  Json maps = {{"rows", study.mean_attention.rows},
               {"columns", study.mean_attention.cols},
               {"all", list_of(study.mean_attention)}};
  for (std::size_t i = 0; i < study.labels.size(); ++i) {
    const auto& map = study.mean_faces[i].attention;
    maps[study.labels.names()[i]] = map.empty() ? Json(nullptr) : list_of(map);
  }
  return maps;
}

}  // namespace

void write_json(std::ostream& out, const AttentionSubject& subject, const AttentionStudy& study) {
  Json answers;
  for (std::size_t i = 0; i < study.labels.size(); ++i) {
    answers[study.labels.names()[i]] = to_json(study.by_answer[i]);
  }
  const Json object = {
      {"schema", kAttentionSchema},
      {"dataset",
       {{"path", spelled(subject.dataset)},
        {"listed", subject.listed},
        {"clips", subject.clips},
        {"without_face", subject.without_face},
        {"unreadable", subject.unreadable}}},
      {"model",
       {{"name", spelled(subject.model)}, {"sha256", subject.sha256}, {"heads", subject.heads}}},
      {"seed", subject.seed},
      {"pointing", to_json(study.all)},
      {"by_answer", std::move(answers)},
      {"curves", curves_of(study)},
      {"mean_maps", maps_of(study)}};
  out << object.dump(2) << '\n';
}

}  // namespace emorec
