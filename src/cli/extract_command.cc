// emorec extract: face chips of a labelled data set, cut once for training.
#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/data/chip_cache.h"
#include "emorec/nn/model_config.h"
#include "emorec/nn/safetensors.h"

#include "command.h"
#include "cut_options.h"
#include "dataset_options.h"
#include "extract_features.h"
#include "file_options.h"
#include "model_folders.h"
#include "numbers.h"
#include "progress.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

struct ExtractArguments {
  fs::path dataset;
  fs::path out;
  std::string like;  ///< a model; empty for the default one
  int size = 0;      ///< 0: the model's
  bool colour = false;
  int max_frames = CutOptions().max_frames;
  bool crops = false;
  bool skip_unknown_labels = false;
  FeatureArguments features;
};

/// The framing and the labels of the model that the chips are for. Without any model installed, the
/// defaults.
CutOptions resolve(const ExtractArguments& arguments, const Session& session, LabelSet& labels) {
  CutOptions options;
  const ModelStore store = open_model_store();
  if (!arguments.like.empty() || !store.entries().empty()) {
    const fs::path model = find_model(arguments.like, session);
    const auto config = from_metadata(read_safetensors_metadata(model), model.string());
    options = cut_options(config);
    labels = config.labels;
  }
  if (arguments.size > 0) options.view.size = arguments.size;
  if (arguments.colour) options.view.grey = false;
  options.max_frames = arguments.max_frames;
  options.crops = arguments.crops;
  options.threads = session.thread_count();
  options.validate();
  return options;
}

CutObserver observe(ClipProgress& progress) {
  CutObserver observer;
  observer.begin = [&](std::size_t clips) { progress.begin(clips); };
  observer.clip = [&](const LeftOutClip* left_out, bool resumed) {
    if (left_out == nullptr) return progress.add(ClipStatus::kOk, "", resumed);
    progress.add(left_out->unreadable ? ClipStatus::kUnreadable : ClipStatus::kNoFace,
                 left_out->reason, resumed);
  };
  return observer;
}

CacheSummary write(const ExtractArguments& arguments, const Dataset& dataset,
                   const CutOptions& options, ClipProgress& progress, const Session& session) {
  try {
    return write_chip_cache(arguments.out, dataset, options, observe(progress), *session.cancel);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::kCancelled) throw;
    throw Error(e.kind(), fmt::format("stopped. The shards in {} that are whole are kept: go on "
                                      "with the same command.",
                                      arguments.out.string()));
  }
}

void report(const ExtractArguments& arguments, const CacheSummary& summary,
            ClipProgress& progress) {
  progress.clear();
  spdlog::info("{}: {} of {}, {:.1f} % with a face that the detector finds", arguments.out.string(),
               counted(summary.frames, "chip"), counted(summary.clips, "clip"),
               100.0 * static_cast<double>(summary.faces) / static_cast<double>(summary.frames));
  if (summary.resumed > 0) spdlog::info("done already: {}", counted(summary.resumed, "clip"));
  if (summary.left_out.empty()) return;
  spdlog::warn("left out: {} without a face, {} unreadable; see {}",
               progress.count(ClipStatus::kNoFace), progress.count(ClipStatus::kUnreadable),
               (arguments.out / "left_out.csv").string());
}

int run_extract(const ExtractArguments& arguments, const Session& session) {
  if (arguments.features.wanted) {
    return extract_features(arguments.dataset, arguments.out, arguments.skip_unknown_labels,
                            arguments.features, session);
  }
  LabelSet labels;
  const CutOptions options = resolve(arguments, session, labels);
  const Dataset dataset =
      read_all_parts(arguments.dataset, {labels, arguments.skip_unknown_labels});
  meet(dataset, session);
  spdlog::info("{}: {}, {}; {} chips of {} pixels", arguments.dataset.string(), dataset.layout,
               counted(dataset.clips.size(), "clip"), options.view.grey ? "grey" : "colour",
               options.view.size);
  ClipProgress progress(session.quiet);
  const CacheSummary summary = write(arguments, dataset, options, progress, session);
  report(arguments, summary, progress);
  return summary.left_out.empty() ? kOk : kSomeFailed;
}

}  // namespace

void add_extract(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ExtractArguments>();
  auto* command = app.add_subcommand(
      "extract", "Cut the face chips of a labelled data set, once for many trainings");
  add_dataset(*command, arguments->dataset,
              "AFEW or a part of it, a folder of folders named by emotion, or a CSV file with "
              "file,label or with votes");
  written(command->add_option("--out", arguments->out, "The folder of chips, made or gone on with"))
      ->required()
      ->type_name("CACHE");
  auto* like = read(
      command->add_option("--like", arguments->like,
                          "Cut as this model wants it: size, colour, margin; the default model if "
                          "left out"));
  like->type_name("MODEL");
  command->add_option("--size", arguments->size, "Pixels of a chip's side; 0 for the model's")
      ->excludes(like)
      ->check(at_least(0));
  command->add_flag("--colour", arguments->colour, "Colour chips, if the model's are grey")
      ->excludes(like);
  add_count(*command, "--max-frames", arguments->max_frames, "Frames of a clip, spread evenly");
  command->add_flag("--crops", arguments->crops,
                    "Every still is a crop that a face fills, not only those under 100 pixels");
  add_skip_unknown_labels(*command, arguments->skip_unknown_labels);
  add_feature_options(*command, arguments->features);
  runs(*command, session, arguments, run_extract);
}

}  // namespace emorec::cli
