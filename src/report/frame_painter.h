// Draws what was found in a frame into it.
#pragma once

#include <map>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/pipeline/prediction.h"

#include "faces_by_frame.h"

namespace emorec {

class FramePainter {
 public:
  /// `prediction` must outlive it.
  explicit FramePainter(const ClipPrediction& prediction);

  /// `faces`: those that were scored in this frame.
  void paint(cv::Mat3b& image, const std::vector<ScoredFace>& faces) const;

 private:
  void paint_heat(cv::Mat3b& image, const FramePrediction& frame) const;
  void paint_face(cv::Mat3b& image, const ScoredFace& face) const;
  void paint_verdict(cv::Mat3b& image) const;

  const ClipPrediction& prediction_;
  cv::Mat1f edge_;              // a map's: 1 inside, falling to 0 at its border
  std::map<int, double> most_;  // greatest importance of a frame, by track
};

}  // namespace emorec
