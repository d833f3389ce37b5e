#include "emorec/eval/evaluation_report.h"

#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "emorec/core/files.h"
#include "emorec/core/spelling.h"
#include "emorec/core/version.h"
#include "emorec/eval/figure_json.h"
#include "emorec/report/encoding.h"
#include "emorec/report/html_page.h"
#include "emorec/report/page_name.h"
#include "emorec/stats/precision_recall.h"

#include "evaluation_assets.h"
#include "evaluation_json.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

std::vector<RankedClip> ranked(const Evaluation& evaluation, Label label) {
  std::vector<RankedClip> clips;
  for (std::size_t i = 0; i < evaluation.scores.clips.size(); ++i) {
    const auto& score = evaluation.scores.clips[i];
    if (score.status != ClipStatus::kOk) continue;
    clips.push_back(
        {score.by(evaluation.pooling)[label.index], evaluation.dataset.clips[i].label == label});
  }
  return clips;
}

/// No more points than the eye can tell apart.
Json points_of(const PrecisionRecall& curve) {
  constexpr double kStep = 1.0 / 200;
  Json points = Json::array();
  double last = -1;
  for (const auto& [recall, precision] : curve.points) {
    if (recall < 1 && recall - last < kStep) continue;
    points.push_back({rounded(recall), rounded(precision)});
    last = recall;
  }
  return points;
}

Json curves_of(const Evaluation& evaluation) {
  Json curves = Json::array();
  for (std::size_t i = 0; i < evaluation.dataset.labels.size(); ++i) {
    const auto clips = ranked(evaluation, {i});
    const auto curve = precision_recall(clips);
    curves.push_back(
        {{"clips", std::count_if(clips.begin(), clips.end(),
                                 [](const auto& clip) { return clip.of_emotion; })},
         {"averagePrecision",
          curve.average_precision ? Json(rounded(*curve.average_precision)) : Json(nullptr)},
         {"points", points_of(curve)}});
  }
  return curves;
}

/// Gives mistakes their faces, and their own pages in a folder that replaces clips/.
class MistakePictures {
 public:
  MistakePictures(const EvaluationReportOptions& options, fs::path folder,
                  const CancelToken& cancel)
      : options_(options), folder_(std::move(folder)), cancel_(cancel) {}

  /// The picture of the mistake in that place, counted from 0. What cannot be shown any more is
  /// left out, with a warning: the figures stand without it.
  void add_to(Json& mistake, std::size_t place, const fs::path& path) const {
    if (!options_.classifier) return;
    try {
      const ClipPrediction prediction = options_.classifier->classify(path, cancel_);
      if (prediction.status != ClipStatus::kOk) throw Error(ErrorKind::kInput, prediction.error);
      mistake["picture"] =
          data_uri("image/jpeg", clip_portrait(prediction, options_.clip.clip, cancel_));
      if (place < options_.clip_reports) mistake["link"] = write_page(prediction, place);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) throw;
      spdlog::warn("report: without the face of a mistake: {}", error.what());
    }
  }

 private:
  std::string write_page(const ClipPrediction& prediction, std::size_t place) const {
    const std::string number = std::to_string(place + 1);
    const fs::path own = folder_ / number;
    std::error_code said_below;
    fs::create_directories(own, said_below);
    write_clip_report(own / "report.html", prediction, options_.clip, cancel_);
    return "clips/" + number + "/report.html";
  }

  const EvaluationReportOptions& options_;
  fs::path folder_;
  const CancelToken& cancel_;
};

/// What lies below the folder of an absolute data set, for one of its clips.
std::string clip_on_page(const fs::path& clip, const fs::path& dataset) {
  if (clip.is_relative()) return clip.string();
  const fs::path whole = dataset.has_filename() ? dataset : dataset.parent_path();
  const fs::path below = clip.lexically_relative(whole.parent_path());
  return below.empty() || *below.begin() == ".." ? page_name(clip) : below.string();
}

Dataset named_for_page(Dataset dataset) {
  for (auto& clip : dataset.clips) clip.path = clip_on_page(clip.path, dataset.path);
  dataset.path = page_name(dataset.path);
  return dataset;
}

Json mistakes_of(const Evaluation& evaluation, const MistakePictures& pictures) {
  Json list = Json::array();
  for (const auto i : most_confident_mistakes(evaluation, EvaluationReportOptions::kMostMistakes)) {
    const auto& clip = evaluation.dataset.clips[i];
    const auto& probabilities = evaluation.scores.clips[i].by(evaluation.pooling);
    const std::size_t answer = argmax(probabilities).index;
    Json mistake = {{"file", spelled(clip_on_page(clip.path, evaluation.dataset.path))},
                    {"truth", clip.label->index},
                    {"answer", answer},
                    {"probability", rounded(probabilities[answer])}};
    pictures.add_to(mistake, list.size(), clip.path);
    list.push_back(std::move(mistake));
  }
  return list;
}

template <typename Pairs>
Json pairs_of(const Pairs& pairs) {
  Json list = Json::array();
  for (const auto& [name, value] : pairs) list.push_back({name, spelled(value)});
  return list;
}

HtmlPage page_of(const Evaluation& evaluation, const EvaluationReportOptions& options,
                 const MistakePictures& pictures) {
  const std::string title = title_of(evaluation.dataset.path);
  const Json data = {{"schema", "emorec.report.evaluation/1"},
                     {"version", kVersion},
                     {"file", spelled(title)},
                     {"words", spelled(note_on_words(evaluation.dataset))},
                     {"emotions", evaluation.dataset.labels.names()},
                     {"colours", colours_of(evaluation.dataset.labels)},
                     {"evaluation", json_of(evaluation, named_for_page(evaluation.dataset))},
                     {"curves", curves_of(evaluation)},
                     {"mistakes", mistakes_of(evaluation, pictures)},
                     {"card", pairs_of(options.clip.card)},
                     {"settings", pairs_of(options.clip.settings)}};
  HtmlPage page;
  page.title = title + ": evaluation – emorec";
  page.body = assets::kEvaluationHtml;
  page.style = assets::kEvaluationCss;
  page.script = assets::kEvaluationJs;
  page.data = embeddable(data);
  return page;
}

void write_file(const fs::path& path, const HtmlPage& page) {
  replace_file(path, [&page](std::ostream& out) { write_html_page(out, page); });
}

}  // namespace

std::vector<std::size_t> most_confident_mistakes(const Evaluation& evaluation, std::size_t most) {
  std::vector<std::pair<double, std::size_t>> mistakes;
  for (std::size_t i = 0; i < evaluation.dataset.clips.size(); ++i) {
    const auto& score = evaluation.scores.clips[i];
    const auto answer = answer_of(score, evaluation.pooling);
    if (!answer || *answer == evaluation.dataset.clips[i].label) continue;
    mistakes.emplace_back(-score.by(evaluation.pooling)[answer->index], i);
  }
  std::sort(mistakes.begin(), mistakes.end());
  std::vector<std::size_t> places;
  for (const auto& mistake : mistakes) {
    if (places.size() == most) break;
    places.push_back(mistake.second);
  }
  return places;
}

void write_evaluation_report(const ReportFolder& folder, const Evaluation& evaluation,
                             const EvaluationReportOptions& options, const CancelToken& cancel) {
  // All is written before anything is replaced.
  Replacement clips(folder.clips());
  Replacement page(folder.page());
  write_file(page.path(),
             page_of(evaluation, options, MistakePictures(options, clips.path(), cancel)));
  folder.commit(page, clips);
}

}  // namespace emorec
