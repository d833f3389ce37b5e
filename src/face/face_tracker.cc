#include "emorec/face/face_tracker.h"

#include <algorithm>
#include <optional>
#include <string>

#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"
#include "emorec/face/exposure.h"
#include "emorec/face/landmark_fit.h"

#include "association.h"
#include "face_geometry.h"
#include "face_search.h"
#include "scene_cut.h"
#include "second_opinion.h"
#include "track.h"

namespace emorec {
namespace {

/// Boxes that share more are one face.
constexpr float kSameFace = 0.4F;
/// Boxes of landmarks and of the detector that share more mean the same place.
constexpr float kSamePlace = 0.5F;
/// Seconds from one detection to the next at most, so that a face that is missed once has been
/// seen recently enough to be followed further.
constexpr double kLongestInterval = 0.8;
/// Frames a second for which `detect_every` is meant: where they are fewer, nobody is missing for
/// longer.
constexpr double kFrameRate = 25;
/// Boxes that share more hide something of each other.
constexpr float kTouching = 0.05F;

bool any_overlaps(const std::vector<Candidate>& candidates, const cv::Rect2f& box) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const Candidate& c) { return overlap(c.box, box) > kSameFace; });
}

/// Whether at least half of the box lies in the image.
bool inside(const cv::Rect2f& box, const cv::Size& image) {
  const cv::Rect2f whole({0, 0}, cv::Size2f(image));
  return (box & whole).area() > 0.5F * box.area();
}

}  // namespace

void TrackerOptions::validate() const {
  const auto require = [](bool holds, const char* message) {
    if (!holds) throw Error(ErrorKind::kUsage, message);
  };
  require(detect_every >= 1, "--detect-every: give a number of frames from 1 up.");
  require(max_gap > 0, "max_gap: expected a number of seconds above 0.");
  require(max_loss >= 0, "max_loss: expected a number of seconds of at least 0.");
  require(max_faces >= 1, "max_faces: expected at least 1.");
}

struct FaceTracker::Impl {
  Impl(const TrackerOptions& tracker_options, std::unique_ptr<FaceDetector> detector,
       std::shared_ptr<const LandmarkModel> landmark_model)
      : options(tracker_options),
        search(std::move(detector), tracker_options.everyone, tracker_options.times),
        landmarks(std::move(landmark_model)) {}

  void begin(const Frame& frame);
  bool due(const Frame& frame) const;
  bool carry_all();
  bool carry(Track& track);
  void detect();
  bool steady() const;
  std::vector<Candidate> candidates();
  Landmarks follow(const Track& track) const;
  Landmarks fit(const Detection& detection) const;
  Landmarks refit(const Track& track, const Detection& detection) const;
  void add_candidate(const Detection& detection, const Landmarks& fitted,
                     std::vector<Candidate>& found) const;
  void match(const std::vector<Candidate>& found);
  void carry_or_lose(Track& track);
  bool welcome(const Candidate& candidate);
  void add_track(const Candidate& candidate);
  void suspend_doubles();
  void drop_old_tracks();
  float smallest_face() const;
  int live_count() const;
  bool anyone_missing() const;
  std::vector<TrackedFace> faces() const;

  TrackerOptions options;
  FaceSearch search;
  std::shared_ptr<const LandmarkModel> landmarks;
  SecondOpinion second_opinion;
  SceneCutDetector cuts;
  std::vector<Track> tracks;  ///< live and lost, by id
  int next_id = 0;
  int interval = 0;  ///< frames from one detection to the next
  int frames_since_detection = 0;
  double detection_time = 0;
  bool doubtful = true;  ///< a face was lost, or nothing was seen yet: detect on the next frame
  double last_time = 0;

  // The present frame.
  cv::Mat bgr;
  cv::Mat grey;
  double time = 0;
};

FaceTracker::FaceTracker(const TrackerOptions& options, std::unique_ptr<FaceDetector> detector,
                         std::shared_ptr<const LandmarkModel> landmarks) {
  options.validate();
  impl_ = std::make_unique<Impl>(options, std::move(detector), std::move(landmarks));
}

FaceTracker::~FaceTracker() = default;

const cv::Mat& FaceTracker::grey() const { return impl_->grey; }

std::vector<TrackedFace> FaceTracker::update(const Frame& frame) {
  Impl& s = *impl_;
  const StageTimer timer(s.options.times, Stage::kTrack);
  s.begin(frame);
  const bool detect = s.due(frame) || !s.carry_all();
  ++s.frames_since_detection;
  s.doubtful = false;
  if (detect) s.detect();
  s.suspend_doubles();
  s.drop_old_tracks();
  s.last_time = frame.time;
  return s.faces();
}

void FaceTracker::Impl::begin(const Frame& frame) {
  bgr = frame.image;
  time = frame.time;
  cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
  for (auto& track : tracks) track.begin_frame();
  if (cuts.begins_shot(grey, time - last_time)) {
    for (auto& track : tracks) track.forget_place();
    search.forget();
    doubtful = true;
  }
  lighten(grey);  // after looking for a cut, which a change of light is not
}

bool FaceTracker::Impl::due(const Frame& frame) const {
  constexpr double kSlack = 1e-6;  // seconds
  const double longest = live_count() > 0 ? kLongestInterval : options.detect_every / kFrameRate;
  return doubtful || frames_since_detection + 1 >= interval ||
         frame.time - detection_time >= longest - kSlack ||
         frame.time - last_time > options.max_gap;
}

/// False if a face could not be followed.
bool FaceTracker::Impl::carry_all() {
  bool all = true;
  for (auto& track : tracks) {
    if (track.live() && !carry(track)) all = false;
  }
  return all;
}

/// Landmarks of a face that is being followed, from where it is expected.
Landmarks FaceTracker::Impl::follow(const Track& track) const {
  const StageTimer timer(options.times, Stage::kLandmarks, Stage::kTrack);
  return fit_tilted(*landmarks, grey, track.predicted(time), roll_of(track.face().landmarks));
}

Landmarks FaceTracker::Impl::fit(const Detection& detection) const {
  const StageTimer timer(options.times, Stage::kLandmarks, Stage::kTrack);
  return fit_detected(*landmarks, grey, detection);
}

bool FaceTracker::Impl::carry(Track& track) {
  const Landmarks fitted = follow(track);
  if (!inside(box_of(fitted), grey.size())) return false;
  if (!track.follows(fitted, face_patch(grey, fitted), time)) return false;
  track.carry(fitted, time);
  return true;
}

void FaceTracker::Impl::detect() {
  constexpr int kRarest = 4;  // times detect_every
  frames_since_detection = 0;
  detection_time = time;
  const bool followed = live_count() > 0;
  match(candidates());
  interval = followed && steady() ? std::min(2 * interval, kRarest * options.detect_every)
                                  : options.detect_every;
}

/// Everyone is there, and the detector says so.
bool FaceTracker::Impl::steady() const {
  return options.detect_every > 1 && !anyone_missing() &&
         std::all_of(tracks.begin(), tracks.end(),
                     [](const Track& t) { return t.face().detected; });
}

/// The largest faces of the frame.
std::vector<Candidate> FaceTracker::Impl::candidates() {
  const cv::Mat& view = search.view(bgr, grey);
  std::vector<Candidate> found;
  if (anyone_missing() || search.due(time)) {
    for (const auto& detection : search.everywhere(view, time, smallest_face(), live_count() > 0)) {
      add_candidate(detection, fit(detection), found);
    }
  }
  for (const auto& track : tracks) {
    if (!track.live() || any_overlaps(found, track.predicted(time))) continue;
    for (const auto& detection : search.near(view, track.predicted(time))) {
      add_candidate(detection, refit(track, detection), found);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return a.box.area() > b.box.area();
  });
  if (found.size() > static_cast<std::size_t>(options.max_faces)) {
    found.erase(found.begin() + options.max_faces, found.end());
  }
  return found;
}

/// A detection near a face that is being followed: where that leads is as good as a new start, and
/// takes one fit instead of three.
Landmarks FaceTracker::Impl::refit(const Track& track, const Detection& detection) const {
  const Landmarks fitted = follow(track);
  if (face_shaped(fitted) && overlap(box_of(fitted), detection.box) > kSamePlace) return fitted;
  return fit(detection);
}

void FaceTracker::Impl::add_candidate(const Detection& detection, const Landmarks& fitted,
                                      std::vector<Candidate>& found) const {
  Candidate candidate;
  candidate.detection = detection;
  candidate.landmarks = fitted;
  candidate.box = box_of(candidate.landmarks);
  if (!face_shaped(candidate.landmarks) || any_overlaps(found, candidate.box)) return;
  candidate.appearance = appearance_of(bgr, grey, candidate.landmarks);
  found.push_back(std::move(candidate));
}

void FaceTracker::Impl::match(const std::vector<Candidate>& found) {
  std::vector<std::vector<double>> gains;
  for (const auto& track : tracks) {
    auto& row = gains.emplace_back();
    for (const auto& candidate : found) row.push_back(track.gain(candidate, time));
  }
  const auto pairs = best_pairs(gains);
  std::vector<bool> taken(found.size(), false);
  for (std::size_t t = 0; t < pairs.size(); ++t) {
    if (pairs[t] < 0) continue;
    const Candidate& mine = found[pairs[t]];
    const bool clear = std::none_of(found.begin(), found.end(), [&](const Candidate& other) {
      return &other != &mine && overlap(other.box, mine.box) > kTouching;
    });
    tracks[t].detect(mine, time, clear);
    taken[pairs[t]] = true;
  }
  for (auto& track : tracks) {
    if (track.live() && !track.face().detected) carry_or_lose(track);
  }
  for (std::size_t c = 0; c < found.size(); ++c) {
    if (!taken[c] && welcome(found[c])) add_track(found[c]);
  }
}

/// Someone who is alone is taken for a face sooner than a smaller something beside a face, but only
/// a high score needs no second opinion.
bool FaceTracker::Impl::welcome(const Candidate& candidate) {
  constexpr double kBesideOthers = 0.3;  // false finds on clothes and walls score less
  constexpr double kConvincing = 0.5;    // none of 350 pictures without people scores more
  const double score = candidate.detection.score;
  const int live = live_count();
  if (live > 0 && (live >= options.max_faces || score <= kBesideOthers)) return false;
  if (score > kConvincing || options.known) return true;
  const StageTimer timer(options.times, Stage::kDetect, Stage::kTrack);
  return second_opinion.confirms(bgr, candidate.box);
}

/// The detector misses faces that turn away or are half hidden; as long as the picture of the face
/// stays alike, they are followed without it for a while.
void FaceTracker::Impl::carry_or_lose(Track& track) {
  constexpr double kMaxUndetected = 1.0;  // seconds
  const bool recent = time - track.detected() < kMaxUndetected;
  const bool continuous = time - last_time <= options.max_gap;
  if (recent && continuous && (track.seen() == time || carry(track))) return;
  track.lose();
  doubtful = true;
}

void FaceTracker::Impl::add_track(const Candidate& candidate) {
  tracks.emplace_back(next_id++, candidate, time);
}

/// Where two tracks are on one face, the one that was detected less recently is suspended.
void FaceTracker::Impl::suspend_doubles() {
  for (auto& a : tracks) {
    for (auto& b : tracks) {
      if (&a == &b || !a.live() || !b.live()) continue;
      if (overlap(a.face().box, b.face().box) <= kSameFace) continue;
      (a.detected() < b.detected() ? a : b).lose();
      doubtful = true;
    }
  }
}

void FaceTracker::Impl::drop_old_tracks() {
  const auto old = [&](const Track& t) { return !t.live() && time - t.seen() > options.max_loss; };
  tracks.erase(std::remove_if(tracks.begin(), tracks.end(), old), tracks.end());
  // However long max_loss is, a clip cannot make us remember more.
  const std::size_t limit = 4 * static_cast<std::size_t>(options.max_faces);
  while (tracks.size() > limit) {
    tracks.erase(std::find_if(tracks.begin(), tracks.end(), [](auto& t) { return !t.live(); }));
  }
}

float FaceTracker::Impl::smallest_face() const {
  float width = 0;
  for (const auto& track : tracks) {
    const float own = track.face().box.width;
    if (width == 0 || own < width) width = own;
  }
  return width;
}

int FaceTracker::Impl::live_count() const {
  return static_cast<int>(
      std::count_if(tracks.begin(), tracks.end(), [](const Track& t) { return t.live(); }));
}

/// Nobody is followed, or someone was lost a moment ago and may be back.
bool FaceTracker::Impl::anyone_missing() const {
  return tracks.empty() ||
         std::any_of(tracks.begin(), tracks.end(), [](const Track& t) { return !t.live(); });
}

std::vector<TrackedFace> FaceTracker::Impl::faces() const {
  std::vector<TrackedFace> live;
  for (const auto& track : tracks) {
    if (track.live()) live.push_back(track.face());
  }
  return live;
}

}  // namespace emorec
