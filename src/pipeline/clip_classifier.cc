#include "emorec/pipeline/clip_classifier.h"

#include <algorithm>
#include <future>
#include <new>

#include <opencv2/core.hpp>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/face/view_maker.h"
#include "emorec/nn/prior.h"
#include "emorec/nn/scorer.h"

#include "batch_scorer.h"
#include "frame_prefetcher.h"
#include "glance.h"
#include "scene.h"

namespace emorec {
namespace {

using Scores = std::vector<FrameScores>;

/// From the pixels of a view, whose centres lie at whole numbers, to the cells of a map over it.
cv::Matx23d cells_of(const cv::Matx23d& to_view, int view_side, const CellGrid& grid) {
  const double scale = grid.side / view_side;
  cv::Matx23d to_cells = to_view * scale;
  for (int row = 0; row < 2; ++row) to_cells(row, 2) += scale / 2 + grid.corner;
  return to_cells;
}

std::vector<cv::Mat> mirrored(const std::vector<cv::Mat>& pictures) {
  std::vector<cv::Mat> out(pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i) cv::flip(pictures[i], out[i], 1);
  return out;
}

/// Averages what the network says of each face's views, which follow one another; attention is the
/// first view's.
Scores mean_of_views(Scores scores, std::int64_t faces) {
  if (scores.size() == static_cast<std::size_t>(faces)) return scores;
  const std::size_t views = scores.size() / static_cast<std::size_t>(faces);
  const auto average = [&](std::size_t first, auto member) {
    auto& mean = scores[first].*member;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      double sum = 0;
      for (std::size_t view = 0; view < views; ++view) sum += (scores[first + view].*member)[k];
      mean[k] = static_cast<std::decay_t<decltype(mean[k])>>(sum / static_cast<double>(views));
    }
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(faces); ++i) {
    average(views * i, &FrameScores::logits);
    average(views * i, &FrameScores::descriptor);
    if (i > 0) scores[i] = std::move(scores[views * i]);
  }
  scores.resize(static_cast<std::size_t>(faces));
  return scores;
}

Scores rows_of(const Scores& scores, const std::vector<std::int64_t>& rows) {
  Scores chosen;
  chosen.reserve(rows.size());
  for (const auto row : rows) chosen.push_back(scores[static_cast<std::size_t>(row)]);
  return chosen;
}

/// Pools over one person's frames; fills everything but boxes and times.
void pool(Subject& subject, Scores scores, const FrameLogits& logits, const ModelConfig& model) {
  const Pooling pooling = model.pooling;
  const Distribution clip = pool_frames(logits, pooling);
  subject.label = argmax(clip);
  subject.probabilities = tempered(clip, model.clip_temperature, subject.frames.size());
  const auto joint = frame_probabilities(logits, pooling);
  const auto importance = frame_importance(logits, subject.label.index, pooling);
  for (std::size_t t = 0; t < subject.frames.size(); ++t) {
    auto& frame = subject.frames[t];
    frame.logits = logits[t];
    frame.probabilities = joint[t];
    frame.importance = importance[t];
    for (std::size_t i = 0; i < frame.maps.size(); ++i) {
      frame.maps[i].values = std::move(scores[t].maps[i]);
    }
  }
}

/// On a thread of its own: the first faces can be looked for meanwhile.
FutureScorer make_scorer(Model model, const ClassifierOptions& options) {
  const auto device = options.cuda ? Device::kCuda : Device::kCpu;
  const auto precision = options.float32 ? Precision::kFloat32 : Precision::kFastest;
  return std::async(std::launch::async, [model = std::move(model), device, precision] {
    return std::unique_ptr<const Scorer>(std::make_unique<Scorer>(model, device, precision));
  });
}

}  // namespace

struct ClipClassifier::Impl {
  ClassifierOptions options;
  ModelConfig config;
  ModelIdentity identity;
  FutureScorer network;
  std::shared_ptr<const LandmarkModel> landmarks;

  std::unique_ptr<ClipSource> open(const std::filesystem::path& path, double picture_every) const {
    const StageTimer timer(options.times, Stage::kOpen);
    ClipOptions clip = options.clip;
    clip.picture_every = picture_every;
    return ClipSource::open(path, clip);
  }

  void run(const std::filesystem::path& path, const CancelToken& cancel,
           ClipPrediction& prediction) const {
    const bool every_frame = options.every_frame || options.all_faces ||
                             options.clip.max_frames > 0 || identity.pooling != Pooling::kSoftmax;
    if (every_frame || !look(path, kGlanceEvery, cancel, prediction)) {
      look(path, 0, cancel, prediction);
    }
  }

  /// `every` > 0 is a glance: of a video, frames so many seconds apart. False if that leaves
  /// doubts.
  bool look(const std::filesystem::path& path, double every, const CancelToken& cancel,
            ClipPrediction& prediction) const {
    const auto clip = open(path, every);
    prediction.clip = clip->info();
    const bool still = prediction.clip.kind == ClipKind::kImage;
    const bool glance = every > 0 && prediction.clip.kind == ClipKind::kVideo;
    if (glance && too_short_for_a_glance(length_of(prediction.clip, options.clip))) return false;
    ViewMakerOptions faces{config.views, options.tracker, options.detector, options.cropped, still};
    faces.tracker.everyone = !glance;  // who is much smaller cannot be the main person
    const auto maker = ViewMaker::create(faces, landmarks);
    BatchScorer scorer(network, options.threads, options.times);
    std::vector<std::vector<cv::Mat>> kept_back;
    const auto scene_of = [&](auto&& frames) {
      return look_at(frames, *maker, scorer, still, glance ? &kept_back : nullptr, cancel);
    };
    Scene scene = options.threads > 1 ? scene_of(FramePrefetcher(*clip)) : scene_of(*clip);
    prediction.clip = clip->info();  // of its pictures more is known now
    Scores scores = mean_of_views(scorer.finish(), scene.scored());
    if (kept_back.empty() || !answer(scene, scores, kCertain, prediction)) {
      for (auto& more : score(kept_back)) scores.push_back(std::move(more));
      scene.score_kept_back(kept_back.size());
      if (!answer(scene, scores, glance ? kClear : 0, prediction)) return false;
    }
    prediction.warnings = clip->warnings();
    auto& account = prediction.account;
    account.decoded = clip->decoded();
    account.not_sampled =
        account.decoded - account.scored - account.interpolated - account.without_face;
    return true;
  }

  /// What is known before it is scored: when it is, where the face is and where maps will lie.
  FramePrediction places_in(const Frame& frame, const Seen& seen) const {
    FramePrediction prediction;
    prediction.index = frame.index;
    prediction.time = frame.time;
    if (seen.face) {
      prediction.face = {seen.face->box, seen.face->score, seen.face->doubtful,
                         seen.face->detected};
    }
    const auto& to_view = seen.framings.front().to_view;
    for (const auto& map : identity.maps) {
      const auto view = view_named(map.view);
      prediction.maps.push_back({cells_of(to_view[view], config.views[view].size, map.grid), {}});
    }
    return prediction;
  }

  std::size_t view_named(const std::string& name) const {
    const auto found = std::find_if(config.views.begin(), config.views.end(),
                                    [&](const ViewSpec& view) { return view.name == name; });
    return static_cast<std::size_t>(found - config.views.begin());
  }

  /// `frames` is a ClipSource or a FramePrefetcher. A glance keeps the views of every third frame
  /// back, since most clips are certain without them; of a long clip the first ones only, so that
  /// memory stays bounded. No other frame corrects what a network says of a still: it sees every
  /// view's mirror image too.
  template <typename Frames>
  Scene look_at(Frames& frames, ViewMaker& maker, BatchScorer& scorer, bool still,
                std::vector<std::vector<cv::Mat>>* kept_back, const CancelToken& cancel) const {
    constexpr std::int64_t kEvery = 3;
    constexpr std::size_t kMost = 512;
    Scene scene;
    Frame frame;
    while (frames.next(frame)) {
      cancel.check();
      if (frame.image.empty()) {
        scene.pass(frame);
        continue;
      }
      scene.look();
      const bool keep = kept_back != nullptr && scene.looks() % kEvery == 0;
      for (const auto& seen : maker.look(frame)) {
        if (keep) {
          scene.keep_back(seen.face->track, places_in(frame, seen));
          if (kept_back->size() < kMost) kept_back->push_back(seen.framings.front().pictures);
          continue;
        }
        scene.add(seen.face->track, places_in(frame, seen));
        for (const auto& framing : seen.framings) {
          scorer.add(framing.pictures);
          if (still) scorer.add(mirrored(framing.pictures));
        }
      }
    }
    return scene;
  }

  Scores score(const std::vector<std::vector<cv::Mat>>& frames) const {
    BatchScorer scorer(network, options.threads, options.times);
    for (const auto& views : frames) scorer.add(views);
    return scorer.finish();
  }

  /// `errors` > 0 is a glance: false if less than so many standard errors clear up the label.
  bool answer(const Scene& scene, const Scores& scores, double errors,
              ClipPrediction& prediction) const {
    const StageTimer timer(options.times, Stage::kPool);
    prediction.people_found = scene.people();
    if (prediction.people_found == 0) {
      prediction.account.without_face = scene.looks();
      prediction.status = ClipStatus::kNoFace;
      prediction.error =
          "no face was found in it. Is one at least 35 pixels wide and turned to the camera? If "
          "every frame is a face already, use --cropped.";
      return true;
    }
    std::vector<Role> roles = scene.roles();
    if (roles.empty()) return false;  // all of them were kept back
    if (!options.all_faces) roles.resize(1);
    const auto scored = static_cast<std::int64_t>(roles.front().rows.size());
    std::vector<Subject> subjects;
    for (auto& [subject, rows] : roles) {
      Scores own = rows_of(scores, rows);
      if (errors > 0 && !fill(subject, own, scene, errors)) return false;
      const FrameLogits logits = network.get()->clip_logits(own);
      pool(subject, std::move(own), logits, config);
      subjects.push_back(std::move(subject));
    }
    auto& account = prediction.account;
    account.scored = scored;
    account.interpolated = static_cast<std::int64_t>(subjects.front().frames.size()) - scored;
    account.without_face = scene.looks() - scene.looks_with(subjects.front().id);
    for (std::size_t i = 0; i < subjects.size(); ++i) subjects[i].id = static_cast<int>(i);
    prediction.subjects = std::move(subjects);
    return true;
  }

  /// Adds the frames that a glance did not score; false if it leaves doubts.
  static bool fill(Subject& subject, Scores& scores, const Scene& scene, double errors) {
    // A third of the looks may miss the face: it turns away, or is hidden.
    const bool mostly_there = 3 * scene.looks_with(subject.id) >= 2 * scene.looks();
    if (!mostly_there || !is_clear(scores, errors)) return false;
    FilledFrames filled = fill_in(subject.frames, scene.not_scored(subject.id));
    scores = filled.scores(scores);
    subject.frames = std::move(filled.frames);
    return true;
  }
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
  options.validate();
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  impl->options.clip.times = impl->options.tracker.times = options.times;
  auto faces = std::async(std::launch::async, [&] {
    FaceDetector::create(options.detector);  // a bad model fails now, not once per clip
    return LandmarkModel::load(options.landmarks);
  });
  Model model = load_model(options.model);
  adjust_for_prior(model, options.prior_adjustment, options.model.string());
  impl->config = model.config;
  impl->identity.name = options.model_name;
  impl->identity.labels = model.config.labels;
  impl->identity.maps = maps_of(model);
  impl->identity.pooling = model.config.pooling;
  impl->identity.prior_adjustment = options.prior_adjustment;
  impl->network = make_scorer(std::move(model), options);
  impl->identity.sha256 = sha256_of_file(options.model);  // meanwhile
  if (options.cuda) impl->network.get();  // whether there is such a device is known now
  impl->landmarks = faces.get();
  return std::unique_ptr<ClipClassifier>(new ClipClassifier(std::move(impl)));
}

const ModelIdentity& ClipClassifier::model() const { return impl_->identity; }

ClipPrediction ClipClassifier::classify(const std::filesystem::path& path,
                                        const CancelToken& cancel) const {
  ClipPrediction prediction;
  prediction.model = impl_->identity;
  prediction.clip.path = path;
  const auto fail = [&](ClipStatus status, const std::string& why) {
    prediction.status = status;
    prediction.error = why;
    prediction.subjects.clear();
  };
  try {
    impl_->run(path, cancel, prediction);
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
