// What the face room gives: faces with landmarks, followed through a clip.
#pragma once

#include <array>
#include <cmath>

#include <opencv2/core/types.hpp>

namespace emorec {

inline constexpr int kLandmarkCount = 68;

/// The iBUG 68-point annotation in image pixels: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47,
/// mouth 48–67.
using Landmarks = std::array<cv::Point2f, kLandmarkCount>;

struct Detection {
  cv::Rect2f box;         ///< image pixels, square-ish, brow to chin; may reach beyond the image
  double score = 0.0;     ///< the detector's confidence; comparable only within one detector
  bool doubtful = false;  ///< taken only because there is no other
  float roll = 0;  ///< how far it is tilted, radians, positive = clockwise; known to 30° or so
};

/// Intersection over union of two boxes, 0 to 1.
float overlap(const cv::Rect2f& a, const cv::Rect2f& b);

/// One person's face in one frame.
struct TrackedFace {
  int track = 0;          ///< the person's id, from 0 in order of appearance; never used again
  cv::Rect2f box;         ///< image pixels
  double score = 0.0;     ///< the last detection's of this track
  bool doubtful = false;  ///< likewise
  bool detected = false;  ///< found by the detector in this very frame, not carried from the last
  Landmarks landmarks;
};

/// What one frame counts for who the main person is: the face's side, and a tenth if it is
/// doubtful, so that it comes after faces that are not. `Face` has a box and is doubtful or not.
template <class Face>
double presence(const Face& face) {
  return std::sqrt(face.box.area()) * (face.doubtful ? 0.1 : 1.0);
}

}  // namespace emorec
