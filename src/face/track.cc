#include "track.h"

#include <algorithm>
#include <cmath>

#include "face_geometry.h"

namespace emorec {
namespace {

// Likeness of two appearances, measured on 116 faces of 11 clips and 464 portraits. One person
// within a clip: 0.55 to 1, 99 % above 0.62, half above 0.85. Two people: 99.9 % below 0.50 between
// clips; between portraits of one style 75 % below 0.49, 99.9 % below 0.86.
constexpr double kSurelySame = 0.82;
constexpr double kSurelyOther = 0.55;

double size_ratio(const cv::Rect2f& a, const cv::Rect2f& b) {
  return std::max(a.width, b.width) / std::max(1.0F, std::min(a.width, b.width));
}

}  // namespace

Track::Track(int id, const Candidate& first, double time)
    : usual_(first.appearance), recent_(first.appearance), seen_(time), detected_(time) {
  face_.track = id;
  face_.box = first.box;
  detect(first, time, false);
}

void Track::detect(const Candidate& candidate, double time, bool clear) {
  constexpr double kLearningRate = 0.15;  // a detection in five frames: about a second's memory
  if (!live_ || !placed_) {
    // Back after a loss, perhaps elsewhere: the way there is no motion.
    seen_ = time;
    velocity_ = {};
  }
  live_ = true;
  placed_ = true;
  face_.detected = true;
  face_.score = candidate.detection.score;
  face_.doubtful = candidate.detection.doubtful;
  detected_ = time;
  recent_ = candidate.appearance;
  if (clear) blend(usual_, candidate.appearance, kLearningRate);
  move_to(candidate.landmarks, time);
}

void Track::carry(const Landmarks& landmarks, double time) { move_to(landmarks, time); }

void Track::move_to(const Landmarks& landmarks, double time) {
  constexpr double kVelocityMemory = 0.15;  // seconds
  const cv::Rect2f box = box_of(landmarks);
  const double elapsed = time - seen_;
  if (elapsed > 0) {
    const cv::Point2f now = (centre_of(box) - centre_of(face_.box)) / elapsed;
    velocity_ += (now - velocity_) * (elapsed / (elapsed + kVelocityMemory));
  }
  face_.landmarks = landmarks;
  face_.box = box;
  seen_ = time;
}

void Track::forget_place() {
  live_ = false;
  placed_ = false;
}

cv::Rect2f Track::predicted(double time) const {
  constexpr double kHorizon = 0.5;  // seconds: nobody keeps a velocity for longer
  const double ahead = std::clamp(time - seen_, 0.0, kHorizon);
  return face_.box + velocity_ * ahead;
}

bool Track::follows(const Landmarks& landmarks, const cv::Mat& patch, double time) const {
  // Between two frames a face moves by a small part of its width and keeps its size; the fit starts
  // at the prediction, so a face that is found far from it is another one, or none.
  constexpr double kMaxJump = 0.4;
  constexpr double kMaxResize = 1.35;
  // Patches of one face a few frames apart agree by 0.8 and more; of face and background by 0.3.
  constexpr double kLeastLikeness = 0.5;
  if (!face_shaped(landmarks)) return false;
  const cv::Rect2f box = box_of(landmarks);
  const cv::Rect2f expected = predicted(time);
  if (cv::norm(centre_of(box) - centre_of(expected)) > kMaxJump * expected.width) return false;
  if (size_ratio(box, face_.box) > kMaxResize) return false;
  return std::max(likeness(patch, recent_.patch), likeness(patch, usual_.patch)) > kLeastLikeness;
}

double Track::gain(const Candidate& candidate, double time) const {
  const double alike =
      std::max(likeness(usual_, candidate.appearance), likeness(recent_, candidate.appearance));
  const double far_gain = alike > kSurelySame ? alike / 2 : 0;
  if (!placed_) return far_gain;
  // A prediction is good to half a face's width, and for every second unseen to two more.
  constexpr double kReach = 0.6;
  constexpr double kReachPerSecond = 2.0;
  constexpr double kMaxResize = 1.6;
  const double unseen = std::max(0.0, time - seen_);
  const cv::Rect2f expected = predicted(time);
  const double reach = (kReach + kReachPerSecond * unseen) * std::max(1.0F, expected.width);
  const double distance = cv::norm(centre_of(candidate.box) - centre_of(expected));
  if (distance > reach || size_ratio(candidate.box, expected) > kMaxResize + unseen) {
    return far_gain;
  }
  if (alike < kSurelyOther) return 0;
  return alike + 0.5 * (1 - distance / reach);
}

}  // namespace emorec
