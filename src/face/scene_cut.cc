#include "scene_cut.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

/// 32×24, zero mean: motion and noise are averaged away, and so is a change of brightness.
cv::Mat thumbnail(const cv::Mat& grey) {
  cv::Mat coarse;  // nearest first: averaging a whole frame would cost more than the rest
  cv::resize(grey, coarse, {128, 96}, 0, 0, cv::INTER_NEAREST);
  cv::Mat small;
  cv::resize(coarse, small, {32, 24}, 0, 0, cv::INTER_AREA);
  small.convertTo(small, CV_32F);
  small -= cv::mean(small)[0];
  return small;
}

}  // namespace

bool SceneCutDetector::begins_shot(const cv::Mat& grey, double elapsed) {
  // Mean absolute differences of grey levels. Within the shots of 14 clips at most 6.6; cuts change
  // thumbnails by 15 to 80, once. Little is lost by a wrong answer: faces are known by their looks.
  // From pictures 0.2 s apart, movement alone makes 15 (pans), in one of them 17.8.
  constexpr double kLeastChange = 12.0;
  constexpr double kUnhurried = 0.1;  // seconds beyond which movement adds up
  constexpr double kTimesUsual = 3.0;
  constexpr double kMemory = 0.2;
  cv::Mat current = thumbnail(grey);
  if (previous_.empty()) {
    previous_ = current;
    return false;
  }
  const double change =
      cv::norm(current, previous_, cv::NORM_L1) / static_cast<double>(current.total());
  previous_ = current;
  const double least = kLeastChange * std::sqrt(std::max(1.0, elapsed / kUnhurried));
  const bool cut = change > least && change > kTimesUsual * usual_change_;
  usual_change_ += std::max(kMemory, 1.0 / ++changes_) * (change - usual_change_);
  return cut;
}

}  // namespace emorec
