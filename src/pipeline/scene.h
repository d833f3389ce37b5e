// What was seen of a clip: everyone's faces, frame after frame, and where the network's outputs for
// each of them are.
#pragma once

#include <cstdint>
#include <vector>

#include "emorec/media/frame.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

/// One person's frames, and for each the row of the network's outputs that belongs to it.
struct Role {
  Subject subject;
  std::vector<std::int64_t> rows;
};

/// Frames come in order, and so do the faces that are scored.
class Scene {
 public:
  /// A frame that was not looked at.
  void pass(const Frame& frame) { passed_.push_back(frame); }

  /// A frame that was looked at; its faces follow.
  void look() { ++looks_; }

  /// A face in it, whose row is the next one.
  void add(int track, FramePrediction frame) {
    seen_.push_back({track, std::move(frame), scored_++});
  }

  /// Or one that is not scored as yet.
  void keep_back(int track, FramePrediction frame) {
    seen_.push_back({track, std::move(frame), kKeptBack});
  }

  /// The first `count` of those have been scored now, after the others.
  void score_kept_back(std::size_t count);

  std::int64_t looks() const { return looks_; }
  std::int64_t scored() const { return scored_; }  ///< faces
  int people() const;                              ///< scored or not
  std::int64_t looks_with(int track) const;

  /// Everyone's part in what has been scored; the main person first, of equals the one that came
  /// first.
  std::vector<Role> roles() const;

  /// Frames that were passed over, and those in which that person's face has not been scored.
  std::vector<Frame> not_scored(int track) const;

 private:
  static constexpr std::int64_t kKeptBack = -1;
  struct Seen {
    int track;
    FramePrediction frame;
    std::int64_t row;
  };

  std::vector<Seen> seen_;
  std::vector<Frame> passed_;
  std::int64_t scored_ = 0;
  std::int64_t looks_ = 0;
};

}  // namespace emorec
