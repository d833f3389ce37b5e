// Where one shot ends and the next begins.
#pragma once

#include <opencv2/core/mat.hpp>

namespace emorec {

class SceneCutDetector {
 public:
  /// Whether a new shot begins with this H×W grey frame. False for the first frame.
  /// @param elapsed seconds since the one before
  bool begins_shot(const cv::Mat& grey, double elapsed);

 private:
  cv::Mat previous_;         ///< the frame before, heavily reduced, zero mean
  double usual_change_ = 0;  ///< moving average of the change from frame to frame
  int changes_ = 0;          ///< that were averaged
};

}  // namespace emorec
