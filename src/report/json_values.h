// Numbers as all JSON of answers has them.
#pragma once

#include <cmath>

#include <nlohmann/json.hpp>
#include <opencv2/core/types.hpp>

#include "emorec/core/label_set.h"

namespace emorec {

inline double rounded(double value) { return std::round(value * 1e6) / 1e6; }

inline nlohmann::ordered_json by_label(const Distribution& values, const LabelSet& labels) {
  nlohmann::ordered_json object;
  for (std::size_t i = 0; i < values.size(); ++i) object[labels.names()[i]] = rounded(values[i]);
  return object;
}

/// Left, upper edge, width, height.
inline nlohmann::ordered_json numbers_of(const cv::Rect2f& box) {
  return {rounded(box.x), rounded(box.y), rounded(box.width), rounded(box.height)};
}

}  // namespace emorec
