// A subject's frames as arrays, one value or one row after the other.
#pragma once

#include <cstdint>
#include <vector>

#include "emorec/pipeline/prediction.h"

namespace emorec {

/// T frames, L labels; NaN where a frame has no such value.
struct SubjectArrays {
  std::vector<std::int64_t> indices;          ///< T
  std::vector<double> times;                  ///< T
  std::vector<double> importance;             ///< T
  std::vector<std::uint8_t> interpolated;     ///< T
  std::vector<double> logits;                 ///< T×L
  std::vector<double> joint;                  ///< T×L
  std::vector<double> boxes;                  ///< T×4
  std::vector<std::vector<float>> maps;       ///< T×K×H×W, one a map
  std::vector<std::vector<double>> to_cells;  ///< T×2×3, one a map
};

SubjectArrays arrays_of(const Subject& subject, const ModelIdentity& model);

}  // namespace emorec
