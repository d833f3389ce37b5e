// One person's way through a clip: where the face was last, how it moved and what it looked like.
#pragma once

#include "emorec/face/face.h"

#include "appearance.h"

namespace emorec {

/// A face found by the detector in one frame.
struct Candidate {
  Detection detection;
  Landmarks landmarks;
  cv::Rect2f box;  ///< the landmarks'
  Appearance appearance;
};

class Track {
 public:
  Track(int id, const Candidate& first, double time);

  /// The face was found again. `clear`: nobody else is in front of it or beside it, so that what is
  /// seen is this person's appearance.
  void detect(const Candidate& candidate, double time, bool clear);

  /// The face was followed to these landmarks without a detection.
  void carry(const Landmarks& landmarks, double time);

  void lose() { live_ = false; }

  /// A shot has ended: where the person was means nothing any more.
  void forget_place();

  /// Whether the face of these landmarks, fitted from `predicted(time)`, can be this person's.
  bool follows(const Landmarks& landmarks, const cv::Mat& patch, double time) const;

  /// Where the face should be if it kept its velocity.
  cv::Rect2f predicted(double time) const;

  /// What it is worth to take `candidate` for this person; 0 = it cannot be.
  double gain(const Candidate& candidate, double time) const;

  const TrackedFace& face() const { return face_; }
  bool live() const { return live_; }
  double seen() const { return seen_; }
  double detected() const { return detected_; }

  /// A frame begins: the face has not been found in it yet.
  void begin_frame() { face_.detected = false; }

 private:
  void move_to(const Landmarks& landmarks, double time);

  TrackedFace face_;
  Appearance usual_;      ///< moving average over the track
  Appearance recent_;     ///< at the last detection
  cv::Point2f velocity_;  ///< pixels a second
  double seen_;           ///< time of the last frame with this face
  double detected_;       ///< time of the last detection
  bool live_ = true;
  bool placed_ = true;  ///< the last box is of the present shot
};

}  // namespace emorec
