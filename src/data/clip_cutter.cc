#include "clip_cutter.h"

#include <algorithm>
#include <map>

#include <opencv2/imgproc.hpp>

#include "emorec/face/exposure.h"
#include "emorec/face/grey.h"
#include "emorec/face/landmark_fit.h"
#include "emorec/face/view_maker.h"
#include "emorec/face/whole_chip.h"

namespace emorec {
namespace {

/// Stills below this side are taken for crops that a face fills.
constexpr int kCropSide = 100;
/// At this side a face that fills the image is well above the 80 px that the detector needs.
constexpr int kEnlargedSide = 192;
constexpr int kBorder = kEnlargedSide / 4;

cv::Mat with_surroundings(const cv::Mat& image) {
  cv::Mat enlarged;
  cv::resize(squared(image), enlarged, {kEnlargedSide, kEnlargedSide}, 0, 0, cv::INTER_LINEAR);
  cv::copyMakeBorder(enlarged, enlarged, kBorder, kBorder, kBorder, kBorder, cv::BORDER_REPLICATE);
  return enlarged;
}

/// @pre the chip is continuous, as what has just been cut is.
void add_bytes(std::vector<std::uint8_t>& bytes, const cv::Mat& chip) {
  bytes.insert(bytes.end(), chip.data, chip.data + chip.total() * chip.elemSize());
}

/// One person's chips, and Σ over frames of the face's side.
struct Person {
  double presence = 0;
  std::vector<std::uint8_t> chips;
  std::size_t frames = 0;
};

}  // namespace

ClipCutter::ClipCutter(const CutOptions& options, std::shared_ptr<const LandmarkModel> landmarks)
    : options_(options),
      cutter_({options.view}),
      detector_(FaceDetector::create({})),
      landmarks_(std::move(landmarks)) {}

ChipSet ClipCutter::cut(const std::filesystem::path& path, const CancelToken& cancel) {
  cancel.check();
  ClipOptions clip_options;
  clip_options.max_frames = options_.max_frames;
  const auto clip = ClipSource::open(path, clip_options);
  if (clip->info().kind != ClipKind::kImage) return cut_clip(*clip, cancel);
  Frame frame;
  clip->next(frame);
  cv::Mat image = options_.view.grey ? to_grey(frame.image) : frame.image;
  if (options_.crops || std::max(image.rows, image.cols) < kCropSide) return cut_crop(image);
  if (options_.view.grey) lighten(image);  // as FaceTracker does
  return cut_still(image);
}

ChipSet ClipCutter::empty_set() const {
  ChipSet set;
  set.size = options_.view.size;
  set.channels = options_.view.channels();
  return set;
}

// The main person is ClipClassifier's.
ChipSet ClipCutter::cut_clip(ClipSource& clip, const CancelToken& cancel) const {
  ViewMakerOptions options;
  options.views = {options_.view};
  const auto maker = ViewMaker::create(options, landmarks_);
  std::map<int, Person> people;
  for (Frame frame; clip.next(frame);) {
    cancel.check();
    for (const auto& [face, framings] : maker->look(frame)) {
      auto& person = people[face->track];
      person.presence += presence(*face);
      add_bytes(person.chips, framings.front().pictures.front());
      ++person.frames;
    }
  }
  ChipSet set = empty_set();
  const auto main = std::max_element(
      people.begin(), people.end(),
      [](const auto& a, const auto& b) { return a.second.presence < b.second.presence; });
  if (main == people.end()) return set;
  set.aligned = std::move(main->second.chips);
  set.has_face.assign(main->second.frames, true);
  return set;
}

ChipSet ClipCutter::cut_still(const cv::Mat& image) {
  ChipSet set = empty_set();
  add_aligned(set, image, detect_thoroughly(*detector_, image));
  return set;
}

// Enlarged and with a border, so that the detector sees a face with surroundings.
ChipSet ClipCutter::cut_crop(const cv::Mat& image) {
  ChipSet set = empty_set();
  add_bytes(set.whole, cutter_.of_crop(image).pictures.front());
  const cv::Mat enlarged = with_surroundings(image);
  add_aligned(set, enlarged, detector_->detect(enlarged, DetectorEffort::kFull));
  if (set.has_face.empty()) {
    set.aligned.resize(set.chip_bytes());
    set.has_face.push_back(false);
  }
  return set;
}

void ClipCutter::add_aligned(ChipSet& set, const cv::Mat& image,
                             const std::vector<Detection>& faces) const {
  if (faces.empty()) return;
  const Landmarks landmarks = fit_detected(*landmarks_, to_grey(image), faces.front());
  const Views views = cutter_.with_face({image, image}, faces.front().box, landmarks);
  add_bytes(set.aligned, views.pictures.front());
  set.has_face.push_back(true);
}

}  // namespace emorec
