// The eight ways in which a picture can be stored lying down or mirrored.
#pragma once

#include <cstdint>

#include <opencv2/core/mat.hpp>

namespace emorec::media {

/// What makes a stored picture upright: first transposed, then mirrored.
struct Orientation {
  bool transpose = false;  ///< columns become rows
  bool mirror_x = false;   ///< left becomes right
  bool mirror_y = false;   ///< top becomes bottom

  bool is_identity() const { return !transpose && !mirror_x && !mirror_y; }

  /// Degrees clockwise, leaving mirroring aside: 0, 90, 180 or 270.
  int rotation() const;
};

/// FFmpeg's display matrix: 3×3, of which the upper left 2×2 turns and mirrors. Other angles than
/// multiples of 90 degrees become the nearest.
Orientation orientation_of_matrix(const std::int32_t matrix[9]);

/// EXIF tag 0x0112, 1 to 8; anything else is upright.
Orientation orientation_of_exif(int value);

/// A picture of its own: `stored` is left as it is and not referred to.
cv::Mat upright(const cv::Mat& stored, const Orientation& orientation);

}  // namespace emorec::media
