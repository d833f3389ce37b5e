#include "emorec/pipeline/clip_classifier.h"

#include <new>
#include <optional>
#include <utility>

#include "emorec/core/error.h"
#include "emorec/pipeline/session.h"

#include "frame_prefetcher.h"
#include "glance.h"
#include "loaded_model.h"

namespace emorec {
namespace {

constexpr const char* kNoFaceError =
    "no face was found in it. Is one at least 35 pixels wide and turned to the camera? If every "
    "frame is a face already, use --cropped.";

std::unique_ptr<ClipSource> open(const LoadedModel& model, const std::filesystem::path& path,
                                 double picture_every) {
  const StageTimer timer(model.options.times, Stage::kOpen);
  ClipOptions clip = model.options.clip;
  clip.picture_every = picture_every;
  return ClipSource::open(path, clip);
}

/// Decodes ahead if there are threads for it.
template <typename Look>
auto look_at(ClipSource& clip, const LoadedModel& model, const Look& look) {
  if (model.options.threads == 1) return look(clip);
  FramePrefetcher ahead(clip);
  return look(ahead);
}

std::optional<Findings> glance_of(ClipSource& clip, const std::shared_ptr<const LoadedModel>& model,
                                  const CancelToken& cancel) {
  if (too_short_for_a_glance(length_of(clip.info(), model->options.clip))) return std::nullopt;
  return look_at(clip, *model,
                 [&](FrameSource& frames) { return glance_at(frames, model, cancel); });
}

Findings findings_of(FrameSource& frames, std::shared_ptr<const LoadedModel> model, bool still,
                     const CancelToken& cancel) {
  Session session(std::move(model), {still});
  for (Frame frame; frames.next(frame);) {
    cancel.check();
    session.add(frame);
  }
  return session.finish();
}

void take(Findings findings, const ClipSource& clip, ClipPrediction& prediction) {
  prediction.clip = clip.info();  // of its pictures more is known now
  prediction.warnings = clip.warnings();
  prediction.people_found = findings.people_found;
  prediction.subjects = std::move(findings.subjects);
  if (prediction.subjects.empty()) {
    prediction.status = ClipStatus::kNoFace;
    prediction.error = kNoFaceError;
  }
  auto& account = prediction.account;
  account = {clip.decoded(), findings.scored, findings.interpolated, findings.without_face, 0};
  account.not_sampled =
      account.decoded - account.scored - account.interpolated - account.without_face;
}

void classify_frames(const std::filesystem::path& path, std::shared_ptr<const LoadedModel> model,
                     const CancelToken& cancel, ClipPrediction& prediction) {
  const bool sparse = may_glance(*model);
  auto clip = open(*model, path, sparse ? kGlanceEvery : 0);
  prediction.clip = clip->info();
  if (sparse && prediction.clip.kind == ClipKind::kVideo) {
    if (auto findings = glance_of(*clip, model, cancel)) {
      return take(std::move(*findings), *clip, prediction);
    }
    clip = open(*model, path, 0);
  }
  const bool still = prediction.clip.kind == ClipKind::kImage;
  auto findings = look_at(*clip, *model, [&](FrameSource& frames) {
    return findings_of(frames, model, still, cancel);
  });
  take(std::move(findings), *clip, prediction);
}

}  // namespace

struct ClipClassifier::Impl {
  std::shared_ptr<const LoadedModel> model;
};

void ClassifierOptions::validate() const {
  if (threads < 1) throw Error(ErrorKind::kUsage, "the number of threads must be positive.");
  if (prior_adjustment < 0 || prior_adjustment > 1) {
    throw Error(ErrorKind::kUsage, "--prior-adjustment: give a number from 0 to 1.");
  }
  if (cropped && all_faces) {
    throw Error(ErrorKind::kUsage,
                "--cropped says that every frame is one face: it cannot go with --faces all.");
  }
  clip.validate();
  detector.validate();
  tracker.validate();
}

ClipClassifier::ClipClassifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ClipClassifier::~ClipClassifier() = default;

std::unique_ptr<ClipClassifier> ClipClassifier::create(const ClassifierOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->model = load_model_for_sessions(options);
  return std::unique_ptr<ClipClassifier>(new ClipClassifier(std::move(impl)));
}

const ModelIdentity& ClipClassifier::model() const { return impl_->model->identity; }

ClipPrediction ClipClassifier::classify(const std::filesystem::path& path,
                                        const CancelToken& cancel) const {
  ClipPrediction prediction;
  prediction.model = model();
  prediction.clip.path = path;
  const auto fail = [&](ClipStatus status, const std::string& why) {
    prediction.status = status;
    prediction.error = why;
    prediction.subjects.clear();
  };
  try {
    classify_frames(path, impl_->model, cancel, prediction);
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::kCancelled) throw;
    fail(e.kind() == ErrorKind::kInput ? ClipStatus::kUnreadable : ClipStatus::kFailed, e.what());
  } catch (const std::bad_alloc&) {
    fail(ClipStatus::kFailed,
         path.string() +
             ": memory ran out. Is it limited (ulimit -v)? Give more, or fewer --threads.");
  } catch (const std::exception& e) {
    fail(ClipStatus::kFailed, path.string() + ": " + e.what());
  }
  return prediction;
}

}  // namespace emorec
