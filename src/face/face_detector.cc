#include "emorec/face/face_detector.h"

#include <algorithm>

#include <dlib/revision.h>

#include "emorec/core/error.h"

#include "dlib_image.h"
#include "face_geometry.h"
#include "frontal_face_finder.h"
#include "mmod_detector.h"
#include "scaled_image.h"

namespace emorec {
namespace {

/// The window of both detectors is 80 px with a margin.
constexpr double kSmallestBox = 64.0;

/// Side lengths to detect at, relative to the image, for efforts that scale it and nothing else.
double scale_of(cv::Size image, DetectorEffort effort) {
  // Half of a 720×576 frame is where faces are found fastest; larger images come down to the same.
  constexpr double kReducedDiagonal = 461.0;
  constexpr double kFullDiagonal = 2 * kReducedDiagonal;
  const double diagonal = std::hypot(image.width, image.height);
  switch (effort) {
    case DetectorEffort::kReduced:
      return std::min(0.5, kReducedDiagonal / diagonal);
    case DetectorEffort::kFull:
      return std::min(1.0, std::max(0.5, kFullDiagonal / diagonal));
    default:
      return diagonal <= kFullDiagonal ? 2.0 : 1.0;
  }
}

/// Histograms of oriented gradients with five sub-detectors for head poses (dlib's default).
class HogDetector : public FaceDetector {
 public:
  std::vector<Detection> detect_at(const cv::Mat& image, double scale, double threshold) override {
    std::vector<Detection> detections;
    for (const auto& face : finder_.find(resized(to_grey(image), scale), threshold)) {
      const double score = face.detection_confidence;
      detections.push_back({in_original(to_cv(face.rect), scale), score, score < 0});
    }
    return detections;
  }

 private:
  FrontalFaceFinder finder_;
};

}  // namespace

void DetectorOptions::validate() const {
  if (kind == Kind::kMmod && mmod_model.empty()) {
    throw Error(ErrorKind::kUsage,
                "--detector mmod needs its model: give dlib's mmod_human_face_detector.dat with "
                "--detector-model FILE.");
  }
}

std::unique_ptr<FaceDetector> FaceDetector::create(const DetectorOptions& options) {
  options.validate();
  if (options.kind == DetectorOptions::Kind::kMmod) {
    return make_mmod_detector(options.mmod_model);
  }
  return std::make_unique<HogDetector>();
}

std::vector<Detection> FaceDetector::detect(const cv::Mat& image, DetectorEffort effort,
                                            double threshold) {
  switch (effort) {
    case DetectorEffort::kFilling:
      return detect_filling(image, threshold);
    case DetectorEffort::kTilted:
      return detect_tilted(image, threshold);
    default:
      return detect_at(image, scale_of(image.size(), effort), threshold);
  }
}

std::vector<Detection> FaceDetector::detect(const cv::Mat& image, DetectorEffort effort,
                                            std::optional<Detection>& doubtful) {
  // In 5 of 300 pictures of what is below chins something face-shaped scores more; in 1 more than
  // 0.
  constexpr double kDoubtful = -0.5;
  auto found = detect(image, effort, kDoubtful);
  const auto doubt = std::find_if(found.begin(), found.end(),
                                  [](const Detection& detection) { return detection.doubtful; });
  if (doubt != found.end() && (!doubtful || doubtful->score < doubt->score)) doubtful = *doubt;
  found.erase(doubt, found.end());
  return found;
}

/// The detector knows faces by what is around them, too.
std::vector<Detection> FaceDetector::detect_filling(const cv::Mat& image, double threshold) {
  constexpr int kSide = 192;  // the scaled image's shorter side at most; the longer's is twice that
  constexpr int kBorder = kSide / 4;
  const double scale = std::min(1.0 * kSide / std::min(image.cols, image.rows),
                                2.0 * kSide / std::max(image.cols, image.rows));
  cv::Mat view;
  cv::copyMakeBorder(resized(image, scale), view, kBorder, kBorder, kBorder, kBorder,
                     cv::BORDER_CONSTANT);
  auto found = detect_at(view, 1.0, threshold);
  for (auto& detection : found) {
    detection.box = in_original(detection.box - cv::Point2f(kBorder, kBorder), scale);
  }
  return found;
}

std::vector<Detection> FaceDetector::detect_tilted(const cv::Mat& image, double threshold) {
  constexpr double kTilt = 40;  // degrees; those that it is off by, the detector bears
  const double scale = scale_of(image.size(), DetectorEffort::kReduced);
  const cv::Mat reduced = resized(image, scale);
  const cv::Point2f middle = cv::Point2f(reduced.size()) / 2;
  const int side = static_cast<int>(std::ceil(2 * cv::norm(middle)));
  std::vector<Detection> found;
  for (const double degrees : {-kTilt, kTilt}) {
    cv::Matx23d turn = cv::getRotationMatrix2D(middle, degrees, 1);
    turn(0, 2) += side / 2.0 - middle.x;
    turn(1, 2) += side / 2.0 - middle.y;
    cv::Mat upright;
    cv::warpAffine(reduced, upright, turn, {side, side});
    cv::Matx23d back;
    cv::invertAffineTransform(turn, back);
    for (auto& detection : detect_at(upright, 1.0, threshold)) {
      const cv::Point2d centre = centre_of(detection.box);
      const cv::Vec2d place = back * cv::Vec3d(centre.x, centre.y, 1);
      detection.box += cv::Point2f(place) - centre_of(detection.box);
      detection.box = in_original(detection.box, scale);
      detection.roll = static_cast<float>(degrees * CV_PI / 180);
      found.push_back(detection);
    }
  }
  sort_by_score(found);
  return found;
}

double scale_for(float face_width) {
  constexpr double kCaution = 0.7;  // faces of the very smallest size are often missed
  return kSmallestBox / (kCaution * face_width);
}

DetectorEffort effort_for(cv::Size image, float face_width) {
  for (const auto effort : {DetectorEffort::kReduced, DetectorEffort::kFull}) {
    if (face_width * scale_of(image, effort) >= kSmallestBox) return effort;
  }
  return DetectorEffort::kUpsampled;
}

std::vector<Detection> detect_thoroughly(FaceDetector& detector, const cv::Mat& image,
                                         DetectorEffort* used) {
  std::optional<Detection> doubtful;
  for (const auto effort : kGrowingEffort) {
    if (used != nullptr) *used = effort;
    auto found = detector.detect(image, effort, doubtful);
    if (!found.empty()) return found;
  }
  if (doubtful) return {*doubtful};
  return {};
}

std::string dlib_version() {
  return std::to_string(DLIB_MAJOR_VERSION) + "." + std::to_string(DLIB_MINOR_VERSION);
}

}  // namespace emorec
