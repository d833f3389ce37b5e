#include "orientation.h"

#include <cmath>

#include <opencv2/core.hpp>

namespace emorec::media {

int Orientation::rotation() const {
  if (transpose) return mirror_x ? 90 : 270;
  return mirror_y ? 180 : 0;
}

Orientation orientation_of_matrix(const std::int32_t matrix[9]) {
  // x' = a·x + c·y, y' = b·x + d·y
  const double a = matrix[0];
  const double b = matrix[1];
  const double c = matrix[3];
  const double d = matrix[4];
  Orientation orientation;
  orientation.transpose = std::abs(b) + std::abs(c) > std::abs(a) + std::abs(d);
  orientation.mirror_x = (orientation.transpose ? c : a) < 0.0;
  orientation.mirror_y = (orientation.transpose ? b : d) < 0.0;
  return orientation;
}

Orientation orientation_of_exif(int value) {
  switch (value) {
    case 2:
      return {false, true, false};
    case 3:
      return {false, true, true};
    case 4:
      return {false, false, true};
    case 5:
      return {true, false, false};
    case 6:
      return {true, true, false};
    case 7:
      return {true, true, true};
    case 8:
      return {true, false, true};
    default:
      return {};
  }
}

cv::Mat upright(const cv::Mat& stored, const Orientation& orientation) {
  cv::Mat result;
  if (orientation.transpose) {
    cv::transpose(stored, result);
  } else {
    result = stored;
  }
  if (orientation.mirror_x || orientation.mirror_y) {
    const int axis = orientation.mirror_x ? (orientation.mirror_y ? -1 : 1) : 0;
    cv::Mat mirrored;
    cv::flip(result, mirrored, axis);
    return mirrored;
  }
  return orientation.transpose ? result : stored.clone();
}

}  // namespace emorec::media
