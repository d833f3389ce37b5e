// What was seen of a clip: everyone's faces, frame after frame, and where the network's outputs for
// each of them are.
#pragma once

#include <cstdint>
#include <vector>

#include "emorec/media/frame.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

/// One subject's frames, and for each the row of the network's outputs that belongs to it. The
/// subject's id is its track.
struct Role {
  Subject subject;
  std::vector<std::int64_t> rows;
};

/// Frames come in order, and so do the faces that are scored.
class Scene {
 public:
  /// The track of what is seen in a frame without a face, by networks that need none.
  static constexpr int kNobody = -1;

  /// A frame that was not looked at.
  void pass(const Frame& frame) { passed_.push_back({{}, frame.index, frame.time, 0}); }

  /// A frame that was looked at; its faces follow.
  void look(double time) { looks_.push_back(time); }

  /// A face in it, whose row is the next one.
  void add(int track, FramePrediction frame) {
    seen_.push_back({track, std::move(frame), scored_++});
  }

  /// Forgets what was seen before this moment, seconds. The rows that remain are counted from 0
  /// again: their number before them is returned.
  std::int64_t forget_before(double time);

  std::int64_t looks() const { return static_cast<std::int64_t>(looks_.size()); }
  std::int64_t scored() const { return scored_; }  ///< faces
  bool is_empty() const { return seen_.empty(); }
  int people() const;

  /// Looks that tell of this track: those with it, and those without anybody that can be scored.
  std::int64_t looks_for(int track) const;

  /// Everyone's part in what has been scored; the main person first, of equals the one that came
  /// first. Frames without a face are everyone's; if there are no others, the scene's.
  std::vector<Role> roles() const;

  const std::vector<Frame>& passed() const { return passed_; }

 private:
  struct Seen {
    int track;
    FramePrediction frame;
    std::int64_t row;

    bool is_of(int subject) const { return track == subject || track == kNobody; }
  };

  std::vector<Seen> seen_;
  std::vector<Frame> passed_;
  std::int64_t scored_ = 0;
  std::vector<double> looks_;  // when
};

}  // namespace emorec
