// How frames become what a network sees: faces are found, followed and cut, or every frame is one.
// Whoever shows frames to a network looks through this: classifying, cutting chips to train on,
// studies.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "emorec/core/view.h"
#include "emorec/face/face_tracker.h"
#include "emorec/face/view_cutter.h"

namespace emorec {

struct ViewMakerOptions {
  std::vector<ViewSpec> views;
  TrackerOptions tracker;  ///< its `times`, if given, time cutting too
  DetectorOptions detector;
  bool cropped = false;  ///< every frame is a face already
  bool still = false;    ///< aligns the face of a cropped still besides
};

/// One person in one frame, or the frame itself where nobody is seen.
struct Seen {
  std::optional<TrackedFace> face;
  std::vector<Views> framings;  ///< the same in one framing or several
};

class ViewMaker {
 public:
  /// For the frames of one clip, or for a still.
  /// @throws Error{kModel} if the CNN detector's model is missing or damaged.
  static std::unique_ptr<ViewMaker> create(const ViewMakerOptions& options,
                                           std::shared_ptr<const LandmarkModel> landmarks);
  virtual ~ViewMaker() = default;

  /// Who is in the clip's next frame, ordered by track id. Frames must come in order. Without a
  /// face, nothing if the views need one.
  virtual std::vector<Seen> look(const Frame& frame) = 0;
};

}  // namespace emorec
