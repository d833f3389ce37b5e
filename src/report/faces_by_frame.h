// Who was scored in which frame: for going through a clip a second time.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "emorec/pipeline/prediction.h"

namespace emorec {

struct ScoredFace {
  const Subject* subject;
  const FramePrediction* frame;
};

/// By Frame::index. Refers to `prediction`, which must outlive it.
class FacesByFrame {
 public:
  explicit FacesByFrame(const ClipPrediction& prediction);

  /// In the order of `prediction.people`; empty if nobody's face was scored there.
  const std::vector<ScoredFace>& at(std::int64_t index) const;

 private:
  std::unordered_map<std::int64_t, std::vector<ScoredFace>> faces_;
};

/// @throws Error{kInput} saying that the clip is no longer what was classified, if fewer frames
/// were
///         `found` than are `wanted`.
void require_all_found(const ClipPrediction& prediction, std::size_t found, std::size_t wanted);

}  // namespace emorec
