#include "extract_features.h"

#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/train/feature_cache.h"

#include "dataset_options.h"
#include "model_folders.h"
#include "progress.h"

namespace emorec::cli {
namespace {

std::filesystem::path object_weights(const FeatureArguments& arguments) {
  if (!arguments.object.empty()) return arguments.object;
  constexpr const char* kShipped = "imagenet-objects.safetensors";
  if (auto shipped = shipped_file(kShipped); !shipped.empty()) return shipped;
  throw Error(
      ErrorKind::kModel,
      std::string(kShipped) + ": not found beside the models. Give --object or --no-object.");
}

std::vector<StreamSource> streams_of(const FeatureArguments& arguments) {
  std::vector<StreamSource> streams;
  if (arguments.with_object) streams.push_back({"object", object_weights(arguments)});
  if (!arguments.scene.empty()) streams.push_back({"scene", arguments.scene});
  if (arguments.motion) streams.push_back({"motion", {}});
  if (!streams.empty()) return streams;
  throw Error(ErrorKind::kUsage, "--no-object and --no-motion leave no stream: give --scene.");
}

CutObserver observe_features(ClipProgress& progress) {
  CutObserver observer;
  observer.begin = [&](std::size_t clips) { progress.begin(clips); };
  observer.clip = [&](const LeftOutClip* left_out, bool resumed) {
    const auto status = left_out == nullptr ? ClipStatus::kOk : ClipStatus::kUnreadable;
    progress.add(status, left_out == nullptr ? "" : left_out->reason, resumed);
  };
  return observer;
}

FeatureSummary write(const std::filesystem::path& out, const Dataset& dataset, const Model& model,
                     ClipProgress& progress, const Session& session) {
  try {
    return write_features(out, dataset, model, session.thread_count(), observe_features(progress),
                          *session.cancel);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::kCancelled) throw;
    throw Error(e.kind(), fmt::format("stopped. The clips in {} that are done are kept: go on with "
                                      "the same command.",
                                      out.string()));
  }
}

}  // namespace

int extract_features(const std::filesystem::path& dataset_path, const std::filesystem::path& out,
                     bool skip_unknown_labels, const FeatureArguments& arguments,
                     const Session& session) {
  const Model model = dual_focus_model(streams_of(arguments), arguments.labels, arguments.snippets);
  const Dataset dataset = read_all_parts(dataset_path, {arguments.labels, skip_unknown_labels});
  meet(dataset, session);
  spdlog::info("{}: {}, {}; {} snippets of each", dataset_path.string(), dataset.layout,
               counted(dataset.clips.size(), "clip"), arguments.snippets);
  ClipProgress progress(session.quiet);
  const FeatureSummary summary = write(out, dataset, model, progress, session);
  progress.clear();
  spdlog::info("{}: {}, {:.1f} MB", out.string(), counted(summary.clips, "clip"),
               1e-6 * static_cast<double>(summary.bytes));
  if (summary.resumed > 0) spdlog::info("done already: {}", counted(summary.resumed, "clip"));
  for (const auto& clip : summary.left_out) spdlog::warn("left out: {}", clip.reason);
  return summary.left_out.empty() ? kOk : kSomeFailed;
}

}  // namespace emorec::cli
