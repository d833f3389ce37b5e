#include "clip_pictures.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"
#include "emorec/face/chip_aligner.h"
#include "emorec/media/browser_type.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

constexpr int kChipSide = 144;  // larger than most networks' chips: for the eye
constexpr std::uintmax_t kLargestVideo = 10 << 20;

std::string jpeg_of(const cv::Mat& image) {
  constexpr int kQuality = 82;
  std::vector<unsigned char> bytes;
  cv::imencode(".jpg", image, bytes, {cv::IMWRITE_JPEG_QUALITY, kQuality});
  return {bytes.begin(), bytes.end()};
}

cv::Mat no_wider_than(const cv::Mat& image, int width) {
  if (image.cols <= width) return image;
  cv::Mat small;
  const int height = std::max(1, image.rows * width / image.cols);
  cv::resize(image, small, {width, height}, 0, 0, cv::INTER_AREA);
  return small;
}

/// To a chip of another side; pixel centres lie at half-integers.
cv::Matx23d scaled(const cv::Matx23d& to_chip, double scale) {
  cv::Matx23d larger = to_chip * scale;
  for (int row = 0; row < 2; ++row) larger(row, 2) += (scale - 1) / 2;
  return larger;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The telling frames' faces, found by their place in the clip.
class ChipCutter {
 public:
  ChipCutter(const ClipPrediction& prediction, const std::vector<std::vector<std::size_t>>& telling)
      : prediction_(prediction), telling_(telling), next_(telling.size()), aligner_(kChipSide) {}

  void look_at(const Frame& frame, std::vector<std::vector<std::string>>& chips) {
    const double scale = static_cast<double>(kChipSide) / prediction_.model.chip_side;
    for (std::size_t person = 0; person < telling_.size(); ++person) {
      if (next_[person] == telling_[person].size()) continue;
      const auto& wanted = prediction_.people[person].frames[telling_[person][next_[person]]];
      if (wanted.index != frame.index) continue;
      chips[person].push_back(jpeg_of(aligner_.cut(frame.image, scaled(wanted.to_chip, scale))));
      ++next_[person];
    }
  }

  bool found_all() const {
    for (std::size_t person = 0; person < telling_.size(); ++person) {
      if (next_[person] < telling_[person].size()) return false;
    }
    return true;
  }

 private:
  const ClipPrediction& prediction_;
  const std::vector<std::vector<std::size_t>>& telling_;
  std::vector<std::size_t> next_;  // by person
  ChipAligner aligner_;
};

/// Whole frames at even distances.
class StillPicker {
 public:
  StillPicker(std::int64_t frames, int count, int width)
      : every_(std::max<std::int64_t>(1, (frames + count - 1) / count)), width_(width) {}

  void look_at(const Frame& frame, std::vector<ClipPictures::Still>& stills) {
    if (seen_++ % every_ == 0) {
      stills.push_back({frame.time, jpeg_of(no_wider_than(frame.image, width_))});
    }
  }

 private:
  std::int64_t every_;
  int width_;
  std::int64_t seen_ = 0;
};

StillPicker still_picker_for(const ClipPrediction& prediction, bool with_video) {
  const std::int64_t frames = prediction.account.decoded - prediction.account.not_sampled;
  // Beside a video, stills serve only browsers that cannot play it.
  if (with_video) return {frames, 24, 480};
  return frames == 1 ? StillPicker(1, 1, 1280) : StillPicker(frames, 240, 480);
}

}  // namespace

std::vector<std::size_t> telling_frames(const PersonPrediction& person, std::size_t count) {
  const std::size_t frames = person.frames.size();
  const std::size_t stretches = std::min(count, frames);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < stretches; ++i) {
    const auto begin = person.frames.begin() + static_cast<std::ptrdiff_t>(i * frames / stretches);
    const auto end =
        person.frames.begin() + static_cast<std::ptrdiff_t>((i + 1) * frames / stretches);
    const auto best = std::max_element(
        begin, end, [](const auto& a, const auto& b) { return a.importance < b.importance; });
    chosen.push_back(static_cast<std::size_t>(best - person.frames.begin()));
  }
  return chosen;
}

ClipPictures take_pictures(const ClipPrediction& prediction,
                           const std::vector<std::vector<std::size_t>>& telling,
                           const ClipOptions& options, const fs::path& scratch,
                           const CancelToken& cancel) {
  const fs::path& path = prediction.clip.path;
  ClipPictures pictures;
  pictures.chips.resize(telling.size());
  if (prediction.clip.kind == "video" && fs::file_size(path) <= kLargestVideo) {
    pictures.video_type = browser_type(path);
    if (!pictures.video_type.empty()) pictures.video = bytes_of(path);
  }
  (void)scratch;
  ChipCutter cutter(prediction, telling);
  StillPicker picker = still_picker_for(prediction, !pictures.video.empty());
  const auto clip = ClipSource::open(path, options);
  for (Frame frame; clip->next(frame);) {
    cancel.check();
    pictures.indices.push_back(frame.index);
    pictures.times.push_back(frame.time);
    cutter.look_at(frame, pictures.chips);
    picker.look_at(frame, pictures.stills);
  }
  if (!cutter.found_all()) {
    throw Error(ErrorKind::kInput,
                path.string() + ": changed while it was being looked at. Run the command again.");
  }
  return pictures;
}

}  // namespace emorec
