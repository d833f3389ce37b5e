#include "faces_by_frame.h"

#include "emorec/core/error.h"

namespace emorec {

FacesByFrame::FacesByFrame(const ClipPrediction& prediction) {
  for (const auto& subject : prediction.subjects) {
    for (const auto& frame : subject.frames) faces_[frame.index].push_back({&subject, &frame});
  }
}

const std::vector<ScoredFace>& FacesByFrame::at(std::int64_t index) const {
  static const std::vector<ScoredFace> kNobody;
  const auto found = faces_.find(index);
  return found == faces_.end() ? kNobody : found->second;
}

void require_all_found(const ClipPrediction& prediction, std::size_t found, std::size_t wanted) {
  if (found == wanted) return;
  throw Error(ErrorKind::kInput, prediction.clip.path.string() +
                                     ": changed while it was being looked at. Run the command "
                                     "again.");
}

}  // namespace emorec
