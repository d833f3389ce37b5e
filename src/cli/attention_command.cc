// emorec attention: whether the network looks at the eyes and the mouth, and whether that matters.
#include <algorithm>
#include <iostream>

#include <spdlog/spdlog.h>

#include "emorec/batch/clip_list.h"
#include "emorec/core/files.h"
#include "emorec/data/dataset.h"
#include "emorec/nn/scorer.h"
#include "emorec/study/attention_study.h"

#include "choice.h"
#include "command.h"
#include "dataset_options.h"
#include "file_options.h"
#include "model_folders.h"
#include "numbers.h"
#include "progress.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

struct AttentionArguments {
  fs::path dataset;
  std::string split;
  bool skip_unknown_labels = false;
  std::string model;
  std::size_t limit = 600;
  AttentionFaceOptions faces;
  AttentionOptions study;
  bool float32 = false;
  bool json = false;
  fs::path chart;
};

/// A folder needs no labels; a table, or a part of a data set, is read as by `evaluate`.
std::vector<fs::path> clips_of(const AttentionArguments& arguments, const LabelSet& labels,
                               const Session& session) {
  const fs::path& path = arguments.dataset;
  std::vector<fs::path> clips;
  if (arguments.split.empty() && fs::is_directory(path)) {
    for (const auto& clip : find_clips(path).clips) clips.push_back(clip.path);
    for (const auto& clip : clips) session.outputs.reads_also("a clip", clip);
  } else {
    const Dataset dataset =
        read_dataset(path, arguments.split, {labels, arguments.skip_unknown_labels});
    meet(dataset, session);
    for (const auto& clip : dataset.clips) {
      if (!clip.without_frames) clips.push_back(clip.path);
    }
  }
  if (clips.empty()) throw Error(ErrorKind::kInput, path.string() + ": no clips in it.");
  return clips;
}

/// `limit` of them, spread evenly; 0 for all.
std::vector<fs::path> thinned(const std::vector<fs::path>& clips, std::size_t limit) {
  if (limit == 0 || clips.size() <= limit) return clips;
  std::vector<fs::path> kept;
  for (std::size_t i = 0; i < limit; ++i) kept.push_back(clips[i * clips.size() / limit]);
  return kept;
}

AttentionFaces find_faces(const std::vector<fs::path>& clips, AttentionFaceOptions options,
                          const ViewSpec& view, const Session& session) {
  options.view = view;
  options.view.grey = false;  // the study blurs and pastes colour
  options.threads = session.thread_count();
  Progress progress(session.quiet);
  return find_attention_faces(clips, options, *session.cancel, [&, done = 0]() mutable {
    progress.count("faces: clip", ++done, clips.size());
  });
}

AttentionStudy study_faces(const AttentionFaces& faces, const Model& model,
                           const AttentionArguments& arguments, const Session& session) {
  const Scorer scorer(model, Device::kCpu,
                      arguments.float32 ? Precision::kFloat32 : Precision::kFastest);
  AttentionOptions options = arguments.study;
  options.threads = session.thread_count();
  options.grid = maps_of(model).front().grid;
  options.labels = model.config.labels;
  Progress progress(session.quiet);
  return study_attention(
      faces.faces, chip_network(scorer), options, *session.cancel, [&, done = 0]() mutable {
        progress.count("deletion and insertion: face", ++done, faces.faces.size());
      });
}

int run_attention(const AttentionArguments& arguments, const Session& session) {
  arguments.faces.clip.validate();
  require_output(arguments.chart, {".png", ".svg"});
  const fs::path model_file = find_model(arguments.model, session);
  const Model model = load_model(model_file);
  require_spatial_attention(model);
  const auto listed = clips_of(arguments, model.config.labels, session);
  const auto faces =
      find_faces(thinned(listed, arguments.limit), arguments.faces, model.config.face(), session);
  for (const auto& why : faces.unreadable) spdlog::warn("{}", why);
  const AttentionStudy study = study_faces(faces, model, arguments, session);
  const AttentionSubject subject = {
      arguments.dataset.string(), listed.size(),           faces.clips,
      faces.without_face,         faces.unreadable.size(), model_file.stem().string(),
      sha256_of_file(model_file), model.config.heads,      arguments.study.seed};
  if (!arguments.chart.empty()) attention_picture(subject, study).write(arguments.chart);
  arguments.json ? write_json(std::cout, subject, study) : write_text(std::cout, subject, study);
  return faces.unreadable.empty() ? kOk : kSomeFailed;
}

void add_input_options(CLI::App& command, AttentionArguments& arguments) {
  add_dataset(command, arguments.dataset,
              "A folder of stills and clips, labelled or not; or a data set as for evaluate");
  command.add_option("--split", arguments.split, "A part of the data set, as for evaluate");
  add_skip_unknown_labels(command, arguments.skip_unknown_labels);
  add_model(command, arguments.model);
  command.add_option("--limit", arguments.limit,
                     "Look at no more clips than this, spread evenly; 0 for all");
  arguments.faces.clip.max_frames = 8;
  command
      .add_option("--max-frames", arguments.faces.clip.max_frames,
                  "Look at no more frames of a clip than this, spread evenly; 0 for all")
      ->check(at_least(0));
  read(command.add_option("--landmarks", arguments.faces.landmarks,
                          "A landmark model in dlib's format, instead of the one built in"));
}

}  // namespace

void add_attention(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<AttentionArguments>();
  auto* command = app.add_subcommand(
      "attention", "Measure whether the network looks at eyes and mouth, and whether it matters");
  add_input_options(*command, *arguments);
  command->add_option("--seed", arguments->study.seed,
                      "The seed of random orders of the map's cells");
  command->add_flag("--float32", arguments->float32,
                    "Compute in float32 even where the processor is faster in bfloat16");
  add_format(*command, arguments->json);
  written(
      command->add_option("--chart", arguments->chart,
                          "Draw the curves, and mean attention over the mean face of each emotion"))
      ->type_name("FILE.svg|FILE.png");
  runs(*command, session, arguments, run_attention);
}

}  // namespace emorec::cli
