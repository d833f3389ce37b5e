#include "emorec/data/still_chips.h"

#include <algorithm>
#include <atomic>
#include <future>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/landmark_fit.h"

namespace emorec {
namespace {

/// Images below this side are taken for crops that a face fills.
constexpr int kCropSide = 100;
/// At this side a face that fills the image is well above the 80 px that the detector needs.
constexpr int kEnlargedSide = 192;
constexpr int kBorder = kEnlargedSide / 4;

int index_of(const std::optional<Emotion>& label) { return label ? static_cast<int>(*label) : -1; }

cv::Mat read_grey(const std::filesystem::path& path) {
  cv::Mat image = cv::imread(path.string(), cv::IMREAD_GRAYSCALE);
  if (image.empty()) {
    throw Error(ErrorKind::kInput, path.string() + ": not an image that can be read.");
  }
  return image;
}

cv::Mat with_surroundings(const cv::Mat& image) {
  cv::Mat enlarged;
  cv::resize(image, enlarged, {kEnlargedSide, kEnlargedSide}, 0, 0, cv::INTER_LINEAR);
  cv::copyMakeBorder(enlarged, enlarged, kBorder, kBorder, kBorder, kBorder, cv::BORDER_REPLICATE);
  return enlarged;
}

class Cutter {
 public:
  Cutter(int size, const ChipTemplate& chip_template,
         std::shared_ptr<const LandmarkModel> landmarks)
      : size_(size),
        aligner_(size, chip_template),
        detector_(FaceDetector::create({})),
        landmarks_(std::move(landmarks)) {}

  cv::Mat whole(const cv::Mat& image) const {
    cv::Mat chip;
    cv::resize(image, chip, {size_, size_}, 0, 0,
               image.cols > size_ ? cv::INTER_AREA : cv::INTER_LINEAR);
    return chip;
  }

  cv::Mat aligned(const cv::Mat& image) {
    if (std::max(image.rows, image.cols) >= kCropSide) {
      return cut(image, detect_thoroughly(*detector_, image));
    }
    const cv::Mat enlarged = with_surroundings(image);
    return cut(enlarged, detector_->detect(enlarged, DetectorEffort::kFull));
  }

 private:
  cv::Mat cut(const cv::Mat& image, const std::vector<Detection>& faces) const {
    if (faces.empty()) return {};
    return aligner_.cut(image, fit_detected(*landmarks_, image, faces.front().box));
  }

  int size_;
  ChipAligner aligner_;
  std::unique_ptr<FaceDetector> detector_;
  std::shared_ptr<const LandmarkModel> landmarks_;
};

}  // namespace

StillChips cut_still_chips(const std::vector<LabelledImage>& images, int size,
                           const ChipTemplate& chip_template,
                           const std::shared_ptr<const LandmarkModel>& landmarks, int threads) {
  const std::size_t bytes = static_cast<std::size_t>(size) * size;
  StillChips chips;
  chips.size = size;
  chips.whole.resize(images.size() * bytes);
  chips.aligned.resize(images.size() * bytes);
  chips.votes.reserve(images.size());
  chips.labels.reserve(images.size());
  chips.fer2013.reserve(images.size());
  for (const auto& image : images) {
    chips.votes.push_back(image.votes);
    chips.labels.push_back(index_of(image.label));
    chips.fer2013.push_back(index_of(image.fer2013));
  }
  std::vector<char> found(images.size());  // not vector<bool>: written by several threads
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    Cutter cutter(size, chip_template, landmarks);
    for (std::size_t i = next++; i < images.size(); i = next++) {
      const cv::Mat image = read_grey(images[i].path);
      const cv::Mat whole = cutter.whole(image);
      const cv::Mat aligned = cutter.aligned(image);
      std::copy_n(whole.data, bytes, chips.whole.data() + i * bytes);
      found[i] = !aligned.empty();
      if (found[i]) std::copy_n(aligned.data, bytes, chips.aligned.data() + i * bytes);
    }
  };
  std::vector<std::future<void>> workers;
  workers.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.get();
  chips.has_face.assign(found.begin(), found.end());
  return chips;
}

StillChips only_aligned(const StillChips& chips) {
  const std::size_t bytes = static_cast<std::size_t>(chips.size) * chips.size;
  StillChips kept;
  kept.size = chips.size;
  kept.votes.reserve(chips.count());
  kept.labels.reserve(chips.count());
  kept.fer2013.reserve(chips.count());
  for (std::size_t i = 0; i < chips.count(); ++i) {
    if (!chips.has_face[i]) continue;
    const auto* chip = chips.aligned.data() + i * bytes;
    kept.aligned.insert(kept.aligned.end(), chip, chip + bytes);
    kept.votes.push_back(chips.votes[i]);
    kept.labels.push_back(chips.labels[i]);
    kept.fer2013.push_back(chips.fer2013[i]);
  }
  kept.whole = kept.aligned;
  kept.has_face.assign(kept.count(), true);
  return kept;
}

void append(StillChips& chips, const StillChips& more) {
  const auto add = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  add(chips.whole, more.whole);
  add(chips.aligned, more.aligned);
  add(chips.has_face, more.has_face);
  add(chips.votes, more.votes);
  add(chips.labels, more.labels);
  add(chips.fer2013, more.fer2013);
}

}  // namespace emorec
