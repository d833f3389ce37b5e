#include "clip_pictures.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <optional>
#include <system_error>

#include <opencv2/imgproc.hpp>

#include "emorec/media/browser_type.h"
#include "emorec/media/clip_writer.h"
#include "emorec/media/jpeg.h"
#include "emorec/report/view_picture.h"

#include "faces_by_frame.h"
#include "frame_values.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

constexpr int kChipSide = 144;  // larger than most networks' chips: for the eye
constexpr int kJpegQuality = 82;
constexpr std::uintmax_t kLargestVideo = 10 << 20;  // bytes; a third more in the page

cv::Mat no_wider_than(const cv::Mat& image, int width) {
  if (image.cols <= width) return image;
  cv::Mat small;
  const int height = std::max(1, image.rows * width / image.cols);
  cv::resize(image, small, {width, height}, 0, 0, cv::INTER_AREA);
  return small;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The telling frames' faces, found by their place in the clip.
class ChipCutter {
 public:
  ChipCutter(const ClipPrediction& prediction, const std::vector<std::vector<std::size_t>>& telling,
             int side = kChipSide)
      : prediction_(prediction),
        telling_(telling),
        next_(telling.size()),
        picture_(prediction.model.maps.front(), side) {}

  void look_at(const Frame& frame, std::vector<std::vector<std::string>>& chips) {
    for (std::size_t subject = 0; subject < telling_.size(); ++subject) {
      if (next_[subject] == telling_[subject].size()) continue;
      const auto& wanted = prediction_.subjects[subject].frames[telling_[subject][next_[subject]]];
      if (wanted.index != frame.index) continue;
      chips[subject].push_back(
          jpeg_of(picture_.view(frame.image, wanted.maps.front()), kJpegQuality));
      ++next_[subject];
    }
  }

  /// @throws Error{kInput} if some were not there any more.
  void require_all() const {
    for (std::size_t subject = 0; subject < telling_.size(); ++subject) {
      require_all_found(prediction_, next_[subject], telling_[subject].size());
    }
  }

 private:
  const ClipPrediction& prediction_;
  const std::vector<std::vector<std::size_t>>& telling_;
  std::vector<std::size_t> next_;  // by person
  ViewPicture picture_;
};

/// Whole frames at even distances.
class StillPicker {
 public:
  StillPicker(std::int64_t frames, int count, int width)
      : every_(std::max<std::int64_t>(1, (frames + count - 1) / count)), width_(width) {}

  void look_at(const Frame& frame, std::vector<ClipPictures::Still>& stills) {
    if (seen_++ % every_ == 0) {
      stills.push_back({frame.time, jpeg_of(no_wider_than(frame.image, width_), kJpegQuality)});
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

/// How a copy of a clip is made small, by how many frames it has.
struct CopyQuality {
  std::int64_t most_frames;
  int width;
  int crf;
  bool sound;
};
constexpr CopyQuality kCopyQualities[] = {
    {3000, 640, 26, true}, {9000, 480, 31, false}, {30000, 320, 35, false}};

/// A copy of all frames in the wanted interval, those that were not sampled too. Empty if it is too
/// large.
ClipPictures::Video small_copy(const ClipPrediction& prediction, const ClipReportOptions& options,
                               const CopyQuality& quality, const fs::path& scratch,
                               const CancelToken& cancel) {
  ClipOptions all = options.clip;
  all.max_frames = 0;
  ClipWriterOptions writing;
  writing.crf = quality.crf;
  writing.max_width = quality.width;
  writing.threads = options.threads;
  if (quality.sound && prediction.clip.kind == ClipKind::kVideo) {
    writing.sound = prediction.clip.path;
    writing.sound_end = std::min(all.end, all.limits.max_seconds);
  }
  ClipWriter writer(scratch, writing);
  std::optional<double> start;
  double last_duration = 0;
  const auto clip = ClipSource::open(prediction.clip.path, all);
  for (Frame frame; clip->next(frame);) {
    cancel.check();
    if (!start) start = frame.time;
    writer.add(frame.image, frame.time);
    last_duration = frame.duration;
  }
  writer.finish(last_duration);
  ClipPictures::Video video;
  if (fs::file_size(scratch) <= kLargestVideo) {
    video = {bytes_of(scratch), "video/mp4", /*is_copy=*/true, start.value_or(0)};
  }
  fs::remove(scratch);
  return video;
}

/// The clip itself where browsers play it and it is small enough, or else a small copy.
ClipPictures::Video playable_video(const ClipPrediction& prediction,
                                   const ClipReportOptions& options, const fs::path& scratch,
                                   const CancelToken& cancel) {
  const ClipInfo& clip = prediction.clip;
  if (clip.kind == ClipKind::kImage) return {};
  std::error_code gone;
  if (clip.kind == ClipKind::kVideo && fs::file_size(clip.path, gone) <= kLargestVideo) {
    const std::string type = browser_type(clip.path);
    if (!type.empty()) return {bytes_of(clip.path), type, /*is_copy=*/false, 0};
  }
  for (const auto& quality : kCopyQualities) {
    if (prediction.account.decoded > quality.most_frames) continue;
    auto copy = small_copy(prediction, options, quality, scratch, cancel);
    if (!copy.bytes.empty()) return copy;
  }
  return {};
}

}  // namespace

std::vector<std::size_t> telling_frames(const Subject& subject, std::size_t count) {
  std::vector<std::size_t> chosen;
  if (subject.frames.size() <= count) {
    chosen.resize(subject.frames.size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    return chosen;
  }
  const double each = 1.0 / static_cast<double>(subject.frames.size());
  double passed = 0;
  std::size_t last = count;
  for (std::size_t t = 0; t < subject.frames.size(); ++t) {
    const double weight = (each + subject.frames[t].importance) / 2;
    const auto stretch =
        static_cast<std::size_t>((passed + weight / 2) * static_cast<double>(count));
    passed += weight;
    if (stretch != last) {
      chosen.push_back(t);
    } else if (subject.frames[t].importance > subject.frames[chosen.back()].importance) {
      chosen.back() = t;
    }
    last = stretch;
  }
  return chosen;
}

ClipPictures take_pictures(const ClipPrediction& prediction,
                           const std::vector<std::vector<std::size_t>>& telling,
                           const ClipReportOptions& options, const fs::path& scratch,
                           const CancelToken& cancel) {
  ClipPictures pictures;
  pictures.video = playable_video(prediction, options, scratch, cancel);
  pictures.chips.resize(telling.size());
  ChipCutter cutter(prediction, telling);
  StillPicker picker = still_picker_for(prediction, !pictures.video.bytes.empty());
  const auto clip = ClipSource::open(prediction.clip.path, options.clip);
  for (Frame frame; clip->next(frame);) {
    cancel.check();
    pictures.indices.push_back(frame.index);
    pictures.times.push_back(frame.time);
    cutter.look_at(frame, pictures.chips);
    picker.look_at(frame, pictures.stills);
  }
  cutter.require_all();
  return pictures;
}

std::string clip_portrait(const ClipPrediction& prediction, const ClipOptions& options,
                          const CancelToken& cancel, int side) {
  const std::vector<std::vector<std::size_t>> telling = {
      {by_importance(prediction.subjects.front()).front()}};
  std::vector<std::vector<std::string>> chips(1);
  ChipCutter cutter(prediction, telling, side);
  const auto clip = ClipSource::open(prediction.clip.path, options);
  for (Frame frame; chips[0].empty() && clip->next(frame);) {
    cancel.check();
    cutter.look_at(frame, chips);
  }
  cutter.require_all();
  return chips[0].front();
}

}  // namespace emorec
