#include "clip_cutter.h"

#include <algorithm>
#include <array>
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

/// @pre the picture is continuous, as what has just been cut is.
void add_bytes(std::vector<std::uint8_t>& bytes, const cv::Mat& picture) {
  bytes.insert(bytes.end(), picture.data, picture.data + picture.total() * picture.elemSize());
}

void add_frame(ChipSet& set, const Views& views, bool has_face) {
  add_bytes(set.aligned, views.pictures.front());
  if (views.pictures.size() > 1) add_bytes(set.context.bytes, views.pictures[1]);
  set.has_face.push_back(has_face);
}

/// One person's views by frame, and Σ over frames of the face's side.
struct Person {
  double presence = 0;
  std::map<std::int64_t, Views> frames;
};

/// As a data set says.
Detection face_at(const std::array<int, 4>& box) {
  Detection face;
  face.box = cv::Rect(cv::Point(box[0], box[1]), cv::Point(box[2], box[3]));
  return face;
}

std::vector<ViewSpec> views_of(const CutOptions& options) {
  std::vector<ViewSpec> views = {options.view};
  if (options.context) views.push_back(*options.context);
  return views;
}

}  // namespace

ClipCutter::ClipCutter(const CutOptions& options, std::shared_ptr<const LandmarkModel> landmarks)
    : options_(options),
      cutter_(views_of(options)),
      detector_(FaceDetector::create({})),
      landmarks_(std::move(landmarks)) {}

ChipSet ClipCutter::cut(const DatasetClip& source, const CancelToken& cancel) {
  cancel.check();
  ClipOptions clip_options;
  clip_options.max_frames = options_.max_frames;
  const auto clip = ClipSource::open(source.path, clip_options);
  if (clip->info().kind != ClipKind::kImage) return cut_clip(*clip, cancel);
  Frame frame;
  clip->next(frame);
  cv::Mat image = options_.view.grey ? to_grey(frame.image) : frame.image;
  const bool crop = options_.crops || std::max(image.rows, image.cols) < kCropSide;
  if (crop && !source.box) return cut_crop(image);
  if (options_.view.grey) lighten(image);  // as FaceTracker does
  const auto faces =
      source.box ? std::vector{face_at(*source.box)} : detect_thoroughly(*detector_, image);
  return cut_still(faces, {frame.image, image});
}

// The main person is ClipClassifier's.
ChipSet ClipCutter::cut_clip(ClipSource& clip, const CancelToken& cancel) const {
  ViewMakerOptions options;
  options.views = views_of(options_);
  const auto maker = ViewMaker::create(options, landmarks_);
  std::map<int, Person> people;
  std::map<std::int64_t, Views> without_face;
  for (Frame frame; clip.next(frame);) {
    cancel.check();
    for (auto& [face, framings] : maker->look(frame)) {
      if (!face) {
        without_face[frame.index] = std::move(framings.front());
        continue;
      }
      auto& person = people[face->track];
      person.presence += presence(*face);
      person.frames[frame.index] = std::move(framings.front());
    }
  }
  const auto main = std::max_element(
      people.begin(), people.end(),
      [](const auto& a, const auto& b) { return a.second.presence < b.second.presence; });
  auto frames = std::move(without_face);
  const std::map<std::int64_t, Views> nobody;
  const auto& faces = main == people.end() ? nobody : main->second.frames;
  for (const auto& [index, views] : faces) frames[index] = views;
  ChipSet set = empty_chips(options_);
  for (const auto& [index, views] : frames) add_frame(set, views, faces.count(index) > 0);
  return set;
}

ChipSet ClipCutter::cut_still(const std::vector<Detection>& faces,
                              const FramePixels& pixels) const {
  ChipSet set = empty_chips(options_);
  add_face(set, pixels, faces);
  if (set.has_face.empty() && !cutter_.needs_face()) {
    add_frame(set, cutter_.without_face(pixels), /*has_face=*/false);
  }
  return set;
}

// Enlarged and with a border, so that the detector sees a face with surroundings.
ChipSet ClipCutter::cut_crop(const cv::Mat& image) {
  ChipSet set = empty_chips(options_);
  const Views whole = cutter_.of_crop(image);
  add_bytes(set.whole, whole.pictures.front());
  const cv::Mat enlarged = with_surroundings(image);
  add_face(set, {enlarged, enlarged}, detector_->detect(enlarged, DetectorEffort::kFull));
  if (set.has_face.empty()) {
    set.aligned.resize(set.chip_bytes());
    set.has_face.push_back(false);
  }
  if (whole.pictures.size() > 1) {  // nothing of a crop is context
    set.context.bytes.clear();
    add_bytes(set.context.bytes, whole.pictures[1]);
  }
  return set;
}

void ClipCutter::add_face(ChipSet& set, const FramePixels& pixels,
                          const std::vector<Detection>& faces) const {
  if (faces.empty()) return;
  const Landmarks landmarks = fit_detected(*landmarks_, to_grey(pixels.grey), faces.front());
  const auto views = cutter_.with_faces(pixels, {{faces.front().box, landmarks}});
  add_frame(set, views.front(), /*has_face=*/true);
}

}  // namespace emorec
