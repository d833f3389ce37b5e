#include "face_search.h"

#include <algorithm>

#include "face_geometry.h"

namespace emorec {

const cv::Mat& FaceSearch::view(const cv::Mat& bgr, const cv::Mat& grey) const {
  return detector_->uses_colour() ? bgr : grey;
}

bool FaceSearch::Occasion::due(double time) const { return !taken_ || time - time_ >= pause_; }

void FaceSearch::Occasion::take(double time) {
  taken_ = true;
  time_ = time;
}

void FaceSearch::forget() {
  full_.forget();
  thorough_.forget();
}

bool FaceSearch::due(double time) const { return full_.due(time); }

std::vector<Detection> FaceSearch::everywhere(const cv::Mat& image, double time, float smallest,
                                              bool following) {
  const StageTimer timer(times_, Stage::kDetect, Stage::kTrack);
  auto least = smallest > 0 ? effort_for(image.size(), smallest) : DetectorEffort::kReduced;
  if (full_.due(time)) least = std::max(least, DetectorEffort::kFull);
  const bool thoroughly = thorough_.due(time);
  if (!thoroughly) least = std::min(least, DetectorEffort::kFull);
  std::vector<Detection> found;
  for (const auto effort : kGrowingEffort) {
    if (effort < least) continue;
    if (effort >= DetectorEffort::kUpsampled && !thoroughly) break;
    if (effort >= DetectorEffort::kFull) full_.take(time);
    if (effort == DetectorEffort::kUpsampled) thorough_.take(time);
    found = detector_->detect(image, effort);
    if (!found.empty() || following) break;
  }
  return found;
}

std::vector<Detection> FaceSearch::near(const cv::Mat& image, const cv::Rect2f& box) {
  const StageTimer timer(times_, Stage::kDetect, Stage::kTrack);
  // Room for a face that has moved by half its width or grown by half.
  constexpr float kRoom = 2.2F;
  const cv::Rect whole(0, 0, image.cols, image.rows);
  const cv::Rect part = cv::Rect(scaled_about_centre(box, kRoom)) & whole;
  if (part.empty()) return {};
  auto found = detector_->detect_at(image(part), scale_for(box.width));
  for (auto& detection : found) detection.box += cv::Point2f(part.tl());
  return found;
}

}  // namespace emorec
