#include "face_search.h"

#include <algorithm>
#include <optional>

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
  const bool full = full_.due(time);
  if (full && everyone_) least = std::max(least, DetectorEffort::kFull);
  const bool thoroughly = thorough_.due(time);
  if (!thoroughly) least = std::min(least, DetectorEffort::kFull);
  std::vector<Detection> found;
  std::optional<Detection> doubtful;
  for (const auto effort : kGrowingEffort) {
    if (effort < least) continue;
    if (effort >= DetectorEffort::kUpsampled && !thoroughly) break;
    if (effort == DetectorEffort::kUpsampled) thorough_.take(time);
    found = detector_->detect(image, effort, doubtful);
    const bool closely = effort >= DetectorEffort::kFull || shows_all(image, found);
    if (full && !closely) continue;
    if (closely) full_.take(time);
    if (!found.empty() || following) break;
  }
  if (found.empty() && !following && doubtful) found.push_back(*doubtful);
  return found;
}

/// Whether what was found at reduced size is so large that all others that matter would have been
/// found too.
bool FaceSearch::shows_all(const cv::Mat& image, const std::vector<Detection>& found) const {
  constexpr float kMatters = 0.6F;  // a part of the widest face's width
  float widest = 0;
  for (const auto& detection : found) widest = std::max(widest, detection.box.width);
  return !everyone_ && effort_for(image.size(), kMatters * widest) == DetectorEffort::kReduced;
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
