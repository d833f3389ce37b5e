// emorec evaluate: how right the answers to a labelled data set are.
#include <algorithm>
#include <iostream>

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/core/files.h"
#include "emorec/data/split_list.h"
#include "emorec/eval/confusion_picture.h"
#include "emorec/eval/evaluation.h"
#include "emorec/eval/split_scores.h"
#include "emorec/nn/model_config.h"
#include "emorec/nn/safetensors.h"

#include "choice.h"
#include "classifier_arguments.h"
#include "command.h"
#include "dataset_options.h"
#include "evaluation_page.h"
#include "file_options.h"
#include "model_folders.h"
#include "numbers.h"
#include "progress.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

struct EvaluateArguments {
  fs::path dataset;
  std::string split;
  std::vector<fs::path> splits;  ///< published lists
  bool skip_unknown_labels = false;
  ClassifierArguments classifier;
  int jobs = 0;
  fs::path predictions;            ///< empty: clips are classified here
  std::string compare;             ///< a model, or with `predictions` a file like it
  std::optional<Pooling> pooling;  ///< the model's own if left out
  bool ablation = false;
  bool json = false;
  fs::path confusion;
  fs::path per_clip;
  EvaluationPageArguments page;
};

void check_pooling(const std::string& model, Pooling own, const EvaluateArguments& arguments) {
  if (is_of_frames(own) || (!arguments.pooling && !arguments.ablation)) return;
  throw Error(ErrorKind::kUsage,
              fmt::format("{} was trained with {} pooling, by which no frame has an answer of its "
                          "own: leave --pooling and --ablation out.",
                          model, name(own)));
}

/// All clips by the model that is called `model`.
ModelScores classify(const Dataset& dataset, const EvaluateArguments& arguments,
                     const std::string& model, const Session& session) {
  ClassifierArguments wanted = arguments.classifier;
  wanted.model = model;
  const auto classifier = ClipClassifier::create(resolve(wanted, session));
  if (classifier->model().labels != dataset.labels) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("{} answers with other labels than the data set "
                    "was read by: {}.",
                    classifier->model().name, fmt::join(classifier->model().labels.names(), ", ")));
  }
  check_pooling(classifier->model().name, classifier->model().pooling, arguments);
  ClipProgress progress(session.quiet);
  progress.begin(dataset.clips.size());
  const auto on_clip = [&](const ClipScore& score) {
    progress.add(score.status, score.error, /*resumed=*/false);
  };
  const int jobs = arguments.jobs > 0 ? arguments.jobs : session.thread_count();
  return score_clips(dataset, *classifier, jobs, *session.cancel, on_clip);
}

/// The labels of the model that is evaluated: the data set is read by them.
LabelSet labels_of(const EvaluateArguments& arguments, const Session& session) {
  if (!arguments.predictions.empty()) return labels_of_predictions(arguments.predictions);
  const fs::path model = find_model(arguments.classifier.model, session);
  return from_metadata(read_safetensors_metadata(model), model.string()).labels;
}

Dataset dataset_of(const EvaluateArguments& arguments, const Session& session) {
  Dataset dataset = read_dataset(arguments.dataset, arguments.split,
                                 {labels_of(arguments, session), arguments.skip_unknown_labels});
  meet(dataset, session);
  return dataset;
}

ModelScores scores_of(const Dataset& dataset, const EvaluateArguments& arguments,
                      const Session& session, bool rival) {
  if (arguments.predictions.empty()) {
    return classify(dataset, arguments, rival ? arguments.compare : arguments.classifier.model,
                    session);
  }
  auto scores =
      read_predictions(rival ? fs::path(arguments.compare) : arguments.predictions, dataset);
  check_pooling(scores.model.name, scores.model.pooling, arguments);
  return scores;
}

Pooling pooling_for(const ModelScores& scores, const EvaluateArguments& arguments) {
  return arguments.pooling.value_or(scores.model.pooling);
}

void write_files(const EvaluateArguments& arguments, const Evaluation& evaluation) {
  if (!arguments.per_clip.empty()) {
    replace_file(arguments.per_clip, [&](std::ostream& out) { write_per_clip(out, evaluation); });
  }
  if (!arguments.confusion.empty()) confusion_picture(evaluation).write(arguments.confusion);
}

int code_for(const ModelScores& scores) {
  const auto read = [](const ClipScore& score) {
    return score.status == ClipStatus::kOk || score.status == ClipStatus::kNoFace;
  };
  const auto& clips = scores.clips;
  if (std::none_of(clips.begin(), clips.end(), read)) return kInput;
  return std::all_of(clips.begin(), clips.end(), read) ? kOk : kSomeFailed;
}

/// With the list's name in place of {} in that of the model.
EvaluateArguments for_list(EvaluateArguments arguments, const fs::path& list) {
  static const std::string kPlace = "{}";
  std::string& model = arguments.classifier.model;
  const auto at = model.find(kPlace);
  if (at != std::string::npos) model.replace(at, kPlace.size(), list.stem().string());
  return arguments;
}

/// The clips that a list names.
ListedClips clips_of(const Dataset& dataset, const fs::path& list) {
  std::vector<std::string> names;
  for (const auto& clip : dataset.clips) names.push_back(clip.path.string());
  ListedClips listed = listed_clips(names, list);
  if (!listed.missing.empty()) {
    spdlog::warn("{} names {} that the data set does not have, {} among them.", list.string(),
                 counted(listed.missing.size(), "clip"), listed.missing.front());
  }
  return listed;
}

int run_splits(const EvaluateArguments& arguments, const Session& session) {
  // The models have the same labels, or are refused.
  const Dataset whole = dataset_of(for_list(arguments, arguments.splits.front()), session);
  std::vector<SplitScore> splits;
  int code = kOk;
  for (const auto& list : arguments.splits) {
    const ListedClips listed = clips_of(whole, list);
    Dataset part = whole;
    part.clips.clear();
    for (const auto place : listed.places) part.clips.push_back(whole.clips[place]);
    const EvaluateArguments own = for_list(arguments, list);
    const ModelScores scores = scores_of(part, own, session, /*rival=*/false);
    const Evaluation evaluation = evaluate(part, scores, pooling_for(scores, own));
    splits.push_back({list.stem().string(), scores.model.name, part.clips.size(),
                      listed.missing.size(), evaluation.all.metrics});
    code = std::max(code, code_for(scores));
  }
  arguments.json ? write_json(std::cout, splits) : write_text(std::cout, splits);
  return code;
}

int run_evaluate(const EvaluateArguments& arguments, const Session& session) {
  if (!arguments.splits.empty()) return run_splits(arguments, session);
  require_output(arguments.confusion, {".png", ".svg"});
  if (!arguments.per_clip.empty()) require_writable(arguments.per_clip);
  const EvaluationPage page(arguments.page);
  const Dataset dataset = dataset_of(arguments, session);
  const ModelScores scores = scores_of(dataset, arguments, session, /*rival=*/false);
  Evaluation evaluation = evaluate(dataset, scores, pooling_for(scores, arguments));
  for (const auto pooling : kFramePoolings) {
    if (!arguments.ablation || pooling == evaluation.pooling) continue;
    evaluation.poolings.push_back(compare(evaluation, scores, pooling, std::string(name(pooling))));
  }
  if (!arguments.compare.empty()) {
    const ModelScores rival = scores_of(dataset, arguments, session, /*rival=*/true);
    evaluation.models.push_back(
        compare(evaluation, rival, pooling_for(rival, arguments), rival.model.name));
  }
  write_files(arguments, evaluation);
  page.write(evaluation, arguments.classifier, arguments.predictions, session);
  arguments.json ? write_json(std::cout, evaluation) : write_text(std::cout, evaluation);
  return code_for(scores);
}

void add_score_options(CLI::App& command, EvaluateArguments& arguments) {
  command.add_option("--split", arguments.split,
                     "The part to evaluate: train, validation, test, or as it is called; "
                     "validation if left out");
  add_skip_unknown_labels(command, arguments.skip_unknown_labels);
  command.add_option("--jobs", arguments.jobs, "Clips at a time; 0 for as many as --threads")
      ->check(at_least(0));
  add_classifier_arguments(command, arguments.classifier);
  read(
      command.add_option("--predictions", arguments.predictions,
                         "Take the answers from what 'emorec batch' wrote, instead of classifying"))
      ->check(CLI::ExistingFile)
      ->excludes(command.get_option("--model"));
  read(command.add_option(
           "--compare", arguments.compare,
           "McNemar's test against another model (with --predictions: another such file)"))
      ->type_name("MODEL|FILE");
}

void add_result_options(CLI::App& command, EvaluateArguments& arguments) {
  Words<Pooling> poolings;
  for (const auto pooling : kFramePoolings) poolings.emplace_back(name(pooling), pooling);
  choose(command.add_option(
             "--pooling", arguments.pooling,
             "How the frames of a clip become one answer; the model's own way if left out"),
         poolings);
  command.add_flag("--ablation", arguments.ablation, "Compare all poolings over the same frames");
  add_format(command, arguments.json);
  written(command.add_option("--confusion", arguments.confusion, "Draw the confusion matrix"))
      ->type_name("FILE.png|FILE.svg");
  written(command.add_option("--per-clip", arguments.per_clip,
                             "Write a table with a row for each clip"))
      ->type_name("FILE.csv");
  add_page_options(command, arguments.page);
  auto* splits = read(command.add_option(
                          "--splits", arguments.splits,
                          "Published lists of clips, each a part to evaluate ('Surprise/NAME 7'): "
                          "tells the mean over them. {} in --model stands for a list's name"))
                     ->check(CLI::ExistingFile)
                     ->type_name("FILE");
  for (const auto* other :
       {"--split", "--ablation", "--compare", "--confusion", "--per-clip", "--report"}) {
    splits->excludes(command.get_option(other));
  }
}

}  // namespace

void add_evaluate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<EvaluateArguments>();
  auto* command = app.add_subcommand(
      "evaluate", "Say how right the answers to a labelled data set are, and how sure that is");
  add_dataset(*command, arguments->dataset,
              "AFEW or a part of it, a folder of folders named by emotion, or a CSV file with "
              "file,label");
  add_score_options(*command, *arguments);
  add_result_options(*command, *arguments);
  runs(*command, session, arguments, run_evaluate);
}

}  // namespace emorec::cli
