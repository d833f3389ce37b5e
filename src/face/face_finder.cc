#include "emorec/face/face_finder.h"

#include <algorithm>
#include <utility>

#include "emorec/face/chip_aligner.h"
#include "emorec/face/grey.h"
#include "emorec/face/whole_chip.h"

namespace emorec {
namespace {

class TrackingFinder : public FaceFinder {
 public:
  TrackingFinder(const FaceFinderOptions& options, std::shared_ptr<const LandmarkModel> landmarks)
      : tracker_(options.tracker, FaceDetector::create(options.detector), std::move(landmarks)),
        aligner_(options.chip.size, options.chip.margin),
        grey_(options.chip.grey),
        times_(options.tracker.times) {}

  std::vector<FoundFace> find(const Frame& frame) override {
    std::vector<FoundFace> found;
    for (const auto& face : tracker_.update(frame)) {
      const StageTimer timer(times_, Stage::kAlign);
      const auto to_chip = aligner_.transform(face.landmarks);
      const cv::Mat chip = aligner_.cut(grey_ ? tracker_.grey() : frame.image, to_chip);
      found.push_back({face, to_chip, {chip}});
    }
    return found;
  }

 private:
  FaceTracker tracker_;
  ChipAligner aligner_;
  bool grey_;
  StageTimes* times_;
};

class WholeFrameFinder : public FaceFinder {
 public:
  WholeFrameFinder(const ChipSpec& chip, StageTimes* times)
      : side_(chip.size), grey_(chip.grey), times_(times) {}

  std::vector<FoundFace> find(const Frame& frame) override {
    const StageTimer timer(times_, Stage::kAlign);
    const cv::Mat chip = whole_chip(frame.image, side_);
    TrackedFace face;
    face.box = {{0, 0}, cv::Size2f(frame.image.size())};
    const cv::Matx23d to_chip = whole_chip_transform(frame.image.size(), side_);
    return {{face, to_chip, {grey_ ? to_grey(chip) : chip}}};
  }

 private:
  int side_;
  bool grey_;
  StageTimes* times_;
};

/// A still that is a face: whole, and aligned too if the detector agrees. Networks learn from both
/// framings, and err less often in both than in one.
class CroppedStillFinder : public FaceFinder {
 public:
  CroppedStillFinder(std::unique_ptr<FaceFinder> whole, std::unique_ptr<FaceFinder> aligned)
      : whole_(std::move(whole)), aligned_(std::move(aligned)) {}

  std::vector<FoundFace> find(const Frame& frame) override {
    auto found = whole_->find(frame);
    const float half = static_cast<float>(std::min(frame.image.rows, frame.image.cols)) / 2;
    for (const auto& face : aligned_->find(frame)) {
      if (face.face.box.width < half) continue;
      found.front().chips.push_back(face.chips.front());
      break;
    }
    return found;
  }

 private:
  std::unique_ptr<FaceFinder> whole_;
  std::unique_ptr<FaceFinder> aligned_;
};

}  // namespace

std::unique_ptr<FaceFinder> FaceFinder::create(const FaceFinderOptions& options,
                                               std::shared_ptr<const LandmarkModel> landmarks) {
  const auto tracking = [&] {
    FaceFinderOptions known = options;
    known.tracker.known = options.cropped;
    return std::make_unique<TrackingFinder>(known, std::move(landmarks));
  };
  if (!options.cropped) return tracking();
  auto whole = std::make_unique<WholeFrameFinder>(options.chip, options.tracker.times);
  if (!options.still) return whole;
  return std::make_unique<CroppedStillFinder>(std::move(whole), tracking());
}

}  // namespace emorec
