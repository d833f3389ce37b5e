#include "emorec/face/view_maker.h"

#include <algorithm>
#include <utility>

#include "emorec/face/grey.h"

namespace emorec {
namespace {

class TrackingMaker : public ViewMaker {
 public:
  TrackingMaker(const ViewMakerOptions& options, std::shared_ptr<const LandmarkModel> landmarks)
      : tracker_(options.tracker, FaceDetector::create(options.detector), std::move(landmarks)),
        cutter_(options.views),
        times_(options.tracker.times) {}

  std::vector<Seen> look(const Frame& frame) override {
    const auto faces = tracker_.update(frame);
    const StageTimer timer(times_, Stage::kAlign);
    if (faces.empty()) {
      if (cutter_.needs_face()) return {};
      return {{std::nullopt, {cutter_.without_face(pixels_of(frame))}}};
    }
    std::vector<FaceToCut> places;
    for (const auto& face : faces) places.push_back({face.box, face.landmarks});
    auto views = cutter_.with_faces(pixels_of(frame), places);
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      seen.push_back({faces[i], {std::move(views[i])}});
    }
    return seen;
  }

 private:
  FramePixels pixels_of(const Frame& frame) const { return {frame.image, tracker_.grey()}; }

  FaceTracker tracker_;
  ViewCutter cutter_;
  StageTimes* times_;
};

class CropMaker : public ViewMaker {
 public:
  CropMaker(const std::vector<ViewSpec>& views, StageTimes* times)
      : cutter_(views), times_(times) {}

  std::vector<Seen> look(const Frame& frame) override {
    const StageTimer timer(times_, Stage::kAlign);
    TrackedFace face;
    face.box = {{0, 0}, cv::Size2f(frame.image.size())};
    return {{face, {cutter_.of_crop(frame.image)}}};
  }

 private:
  ViewCutter cutter_;
  StageTimes* times_;
};

/// For networks that look at whole frames alone.
class FrameMaker : public ViewMaker {
 public:
  FrameMaker(const std::vector<ViewSpec>& views, StageTimes* times)
      : cutter_(views), times_(times) {}

  std::vector<Seen> look(const Frame& frame) override {
    const StageTimer timer(times_, Stage::kAlign);
    const cv::Mat grey = cutter_.needs_grey() ? to_grey(frame.image) : cv::Mat();
    return {{std::nullopt, {cutter_.without_face({frame.image, grey})}}};
  }

 private:
  ViewCutter cutter_;
  StageTimes* times_;
};

/// A still that is a face: whole, and aligned too if the detector agrees. Networks learn from both
/// framings, and err less often in both than in one.
class CroppedStillMaker : public ViewMaker {
 public:
  CroppedStillMaker(std::unique_ptr<ViewMaker> whole, std::unique_ptr<ViewMaker> aligned)
      : whole_(std::move(whole)), aligned_(std::move(aligned)) {}

  std::vector<Seen> look(const Frame& frame) override {
    auto seen = whole_->look(frame);
    const float half = static_cast<float>(std::min(frame.image.rows, frame.image.cols)) / 2;
    for (auto& [face, framings] : aligned_->look(frame)) {
      if (!face || face->box.width < half) continue;
      seen.front().framings.push_back(std::move(framings.front()));
      break;
    }
    return seen;
  }

 private:
  std::unique_ptr<ViewMaker> whole_;
  std::unique_ptr<ViewMaker> aligned_;
};

}  // namespace

std::unique_ptr<ViewMaker> ViewMaker::create(const ViewMakerOptions& options,
                                             std::shared_ptr<const LandmarkModel> landmarks) {
  const auto& views = options.views;
  const bool whole_frames = std::all_of(views.begin(), views.end(), [](const ViewSpec& view) {
    return view.kind == ViewKind::kWholeFrame;
  });
  if (whole_frames) return std::make_unique<FrameMaker>(views, options.tracker.times);
  const auto tracking = [&] {
    ViewMakerOptions known = options;
    known.tracker.known = options.cropped;
    return std::make_unique<TrackingMaker>(known, std::move(landmarks));
  };
  if (!options.cropped) return tracking();
  auto whole = std::make_unique<CropMaker>(views, options.tracker.times);
  if (!options.still) return whole;
  return std::make_unique<CroppedStillMaker>(std::move(whole), tracking());
}

}  // namespace emorec
