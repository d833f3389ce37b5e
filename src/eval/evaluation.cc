#include "emorec/eval/evaluation.h"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/csv.h"

namespace emorec {
namespace {

Confusion confusion_of(const Dataset& dataset, const ModelScores& scores, Pooling pooling) {
  Confusion confusion(dataset.labels.size());
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    confusion.add(*dataset.clips[i].label, answer_of(scores.clips[i], pooling));
  }
  return confusion;
}

}  // namespace

std::optional<Label> answer_of(const ClipScore& score, Pooling pooling) {
  if (score.status != ClipStatus::kOk) return std::nullopt;
  return argmax(score.by(pooling));
}

Figures figures_of(const Confusion& confusion) {
  Figures figures{confusion, metrics_of(confusion), {}, {}, {}};
  figures.war.value = figures.metrics.war;
  if (figures.war.value) {
    figures.war.interval = wilson_interval(confusion.right(), confusion.count());
  }
  const auto by_bootstrap = [&](auto member) {
    return Figure{figures.metrics.*member,
                  bootstrap_interval(confusion, [member](const Metrics& m) { return m.*member; })};
  };
  figures.uar = by_bootstrap(&Metrics::uar);
  figures.macro_f1 = by_bootstrap(&Metrics::macro_f1);
  return figures;
}

Evaluation evaluate(const Dataset& dataset, const ModelScores& scores, Pooling pooling) {
  const Confusion all = confusion_of(dataset, scores, pooling);
  Confusion with_face = all;
  std::fill(with_face.unanswered.begin(), with_face.unanswered.end(), 0);
  Evaluation evaluation{dataset, scores, pooling, figures_of(all), figures_of(with_face),
                        {},      {},     {}};
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const auto& score = scores.clips[i];
    if (score.status == ClipStatus::kOk) {
      evaluation.calibration.add(*dataset.clips[i].label, score.by(pooling));
    }
  }
  return evaluation;
}

Rival compare(const Evaluation& evaluation, const ModelScores& scores, Pooling pooling,
              std::string name) {
  const Dataset& dataset = evaluation.dataset;
  Rival rival{std::move(name), figures_of(confusion_of(dataset, scores, pooling)), {}};
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Label truth = *dataset.clips[i].label;
    const bool first = answer_of(evaluation.scores.clips[i], evaluation.pooling) == truth;
    const bool second = answer_of(scores.clips[i], pooling) == truth;
    rival.difference.only_first += first && !second;
    rival.difference.only_second += second && !first;
  }
  return rival;
}

void write_per_clip(std::ostream& out, const Evaluation& evaluation) {
  out << "file,split,truth,label,status";
  const LabelSet& labels = evaluation.dataset.labels;
  for (const auto& name : labels.names()) out << ',' << csv_cell(name);
  out << "\n";
  for (std::size_t i = 0; i < evaluation.dataset.clips.size(); ++i) {
    const auto& clip = evaluation.dataset.clips[i];
    const auto& score = evaluation.scores.clips[i];
    const auto label = answer_of(score, evaluation.pooling);
    out << csv_cell(clip.path.string()) << ',' << csv_cell(clip.split) << ','
        << csv_cell(labels.name(*clip.label)) << ',' << (label ? csv_cell(labels.name(*label)) : "")
        << ',' << name_of(score.status);
    for (std::size_t c = 0; c < labels.size(); ++c) {
      out << ',' << (label ? fmt::format("{:.6f}", score.by(evaluation.pooling)[c]) : "");
    }
    out << "\n";
  }
}

}  // namespace emorec
