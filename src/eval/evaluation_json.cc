#include "evaluation_json.h"

#include "emorec/core/spelling.h"
#include "emorec/eval/figure_json.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;
using emorec::to_json;

Json to_json(const ClassMetrics& metrics) {
  return {{"support", metrics.support},
          {"precision", to_json(metrics.precision)},
          {"recall", to_json(metrics.recall)},
          {"f1", to_json(metrics.f1)}};
}

Json to_json(const Figures& figures, const LabelSet& labels) {
  Json classes;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    classes[labels.names()[i]] = to_json(figures.metrics.classes[i]);
  }
  return {
      {"clips", figures.confusion.count()},
      {"right", figures.confusion.right()},
      {"war", to_json(figures.war)},
      {"uar", to_json(figures.uar)},
      {"macro_f1", to_json(figures.macro_f1)},
      {"classes", std::move(classes)},
      {"confusion",
       {{"answered", figures.confusion.answered}, {"unanswered", figures.confusion.unanswered}}}};
}

Json to_json(const Calibration& calibration) {
  Json bins = Json::array();
  for (const auto& bin : calibration.bins()) {
    bins.push_back({{"answers", bin.count},
                    {"mean_probability", rounded(bin.mean_confidence())},
                    {"right", rounded(bin.accuracy())}});
  }
  return {{"answers", calibration.count()},
          {"ece", to_json(calibration.expected_error())},
          {"brier", to_json(calibration.brier_score())},
          {"log_loss", to_json(calibration.log_loss())},
          {"bins", std::move(bins)}};
}

Json to_json(const std::vector<Rival>& rivals, const LabelSet& labels) {
  Json list = Json::array();
  for (const auto& rival : rivals) {
    list.push_back({{"name", spelled(rival.name)},
                    {"all", to_json(rival.figures, labels)},
                    {"gained", rival.difference.only_second},
                    {"lost", rival.difference.only_first},
                    {"p", rounded(rival.difference.p())}});
  }
  return list;
}

/// The words that are not a label's very name: what each was read as, and of how many clips those
/// are that were left out.
Json to_json(const Dataset& dataset) {
  Json read_as = Json::object();
  Json left_out = Json::object();
  for (const auto& [word, label, clips] : dataset.words) {
    if (label) {
      read_as[spelled(word)] = dataset.labels.name(*label);
    } else {
      left_out[spelled(word)] = clips;
    }
  }
  return {{"path", spelled(dataset.path)},
          {"layout", dataset.layout},
          {"split", spelled(dataset.split)},
          {"read_as", std::move(read_as)},
          {"left_out", std::move(left_out)}};
}

Json clips_with(ClipStatus status, const ModelScores& scores, const Dataset& dataset) {
  Json list = Json::array();
  for (std::size_t i = 0; i < scores.clips.size(); ++i) {
    if (scores.clips[i].status == status) list.push_back(spelled(dataset.clips[i].path));
  }
  return list;
}

}  // namespace

Json json_of(const Evaluation& evaluation, const Dataset& dataset) {
  const auto& model = evaluation.scores.model;
  return {{"schema", kEvaluationSchema},
          {"dataset", to_json(dataset)},
          {"model", {{"name", spelled(model.name)}, {"sha256", model.sha256}}},
          {"pooling", name(evaluation.pooling)},
          {"prior_adjustment", model.prior_adjustment},
          {"labels", dataset.labels.names()},
          {"all", to_json(evaluation.all, dataset.labels)},
          {"with_face", to_json(evaluation.with_face, dataset.labels)},
          {"calibration", to_json(evaluation.calibration)},
          {"poolings", to_json(evaluation.poolings, dataset.labels)},
          {"models", to_json(evaluation.models, dataset.labels)},
          {"no_face", clips_with(ClipStatus::kNoFace, evaluation.scores, dataset)},
          {"unreadable", clips_with(ClipStatus::kUnreadable, evaluation.scores, dataset)},
          {"failed", clips_with(ClipStatus::kFailed, evaluation.scores, dataset)}};
}

void write_json(std::ostream& out, const Evaluation& evaluation) {
  out << json_of(evaluation, evaluation.dataset)
             .dump(-1, ' ', false, Json::error_handler_t::replace)
      << '\n';
}

}  // namespace emorec
