#include "emorec/pipeline/clip_classifier.h"

#include <new>
#include <optional>
#include <utility>

#include "emorec/core/error.h"
#include "emorec/pipeline/session.h"

#include "frame_prefetcher.h"
#include "glance.h"
#include "loaded_model.h"
#include "snippet_look.h"

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
  clip.snippets = model.config.snippets;
  return ClipSource::open(path, clip);
}

/// Tells of each frame that it gives.
class ReportedFrames : public FrameSource {
 public:
  ReportedFrames(FrameSource& frames, double duration, const Progress& progress)
      : frames_(frames), duration_(duration), progress_(progress) {}

  bool next(Frame& frame) override {
    if (!frames_.next(frame)) return false;
    if (progress_) progress_(frame.time, duration_);
    return true;
  }

 private:
  FrameSource& frames_;
  double duration_;
  const Progress& progress_;
};

/// How a clip is gone through.
struct Going {
  std::shared_ptr<const LoadedModel> model;
  const CancelToken& cancel;
  const Progress& progress;

  /// Decodes ahead if there are threads for it.
  template <typename Look>
  auto look_at(ClipSource& clip, const Look& look) const {
    const double duration = clip.info().duration;
    if (model->options.threads == 1) return look(ReportedFrames(clip, duration, progress));
    FramePrefetcher ahead(clip);
    return look(ReportedFrames(ahead, duration, progress));
  }
};

std::optional<Findings> glance_of(ClipSource& clip, const Going& going) {
  if (too_short_for_a_glance(length_of(clip.info(), going.model->options.clip))) {
    return std::nullopt;
  }
  return going.look_at(
      clip, [&](FrameSource&& frames) { return glance_at(frames, going.model, going.cancel); });
}

Findings findings_of(ClipSource& clip, const Going& going) {
  const bool still = clip.info().kind == ClipKind::kImage;
  return going.look_at(clip, [&](FrameSource&& frames) {
    Session session(going.model, {still});
    for (Frame frame; frames.next(frame);) {
      going.cancel.check();
      session.add(frame);
    }
    return session.finish();
  });
}

void take(Findings findings, const ClipSource& clip, ClipPrediction& prediction) {
  prediction.clip = clip.info();  // tells more of its pictures now
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

void classify_snippets(const std::filesystem::path& path, const Going& going,
                       ClipPrediction& prediction) {
  const auto clip = open(*going.model, path, 0);
  prediction.clip = clip->info();
  const double duration = prediction.clip.duration;
  take(findings_of_snippets(*clip, *going.model,
                            [&](double time) {
                              going.cancel.check();
                              if (going.progress) going.progress(time, duration);
                            }),
       *clip, prediction);
}

void classify_frames(const std::filesystem::path& path, const Going& going,
                     ClipPrediction& prediction) {
  const LoadedModel& model = *going.model;
  const bool sparse = may_glance(model);
  auto clip = open(model, path, sparse ? kGlanceEvery : 0);
  prediction.clip = clip->info();
  if (sparse && prediction.clip.kind == ClipKind::kVideo) {
    if (auto findings = glance_of(*clip, going)) {
      return take(std::move(*findings), *clip, prediction);
    }
    clip = open(model, path, 0);
  }
  take(findings_of(*clip, going), *clip, prediction);
}

}  // namespace

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

ClipClassifier::ClipClassifier(std::shared_ptr<const LoadedModel> model)
    : model_(std::move(model)) {}

std::unique_ptr<ClipClassifier> ClipClassifier::create(const ClassifierOptions& options) {
  return std::make_unique<ClipClassifier>(load_model_for_sessions(options));
}

const ModelIdentity& ClipClassifier::model() const { return model_->identity; }

ClipPrediction ClipClassifier::classify(const std::filesystem::path& path,
                                        const CancelToken& cancel, const Progress& progress) const {
  ClipPrediction prediction;
  prediction.model = model();
  prediction.clip.path = path;
  const auto fail = [&](ClipStatus status, const std::string& why) {
    prediction.status = status;
    prediction.error = why;
    prediction.subjects.clear();
  };
  try {
    const Going going{model_, cancel, progress};
    model_->config.snippets > 0 ? classify_snippets(path, going, prediction)
                                : classify_frames(path, going, prediction);
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
