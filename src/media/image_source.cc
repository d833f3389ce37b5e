#include "image_source.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "emorec/core/counted.h"
#include "emorec/media/clip_source.h"
#include "emorec/media/extension.h"

#include "clip_clock.h"
#include "input_error.h"
#include "natural_order.h"
#include "still_image.h"

namespace emorec::media {
namespace fs = std::filesystem;

namespace {

/// Whether there is a clip somewhere below a folder without images.
bool holds_clips(const fs::path& folder) {
  constexpr int kMostLooks = 10'000;  // an answer in passing is not worth more
  std::error_code failed;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied,
                                      failed);
  for (int looks = 0; !failed && at != fs::end(at) && looks < kMostLooks; ++looks) {
    if (has_clip_extension(at->path())) return true;
    at.increment(failed);
  }
  return false;
}

Error no_images(const fs::path& folder) {
  if (holds_clips(folder)) {
    return input_error(
        folder, "a folder of clips, not of the frames of one",
        "'emorec batch " + folder.string() + " --out results.ndjson' classifies them all.");
  }
  return input_error(folder, "a folder without images",
                     "Give a folder of jpg, png, bmp, webp, tif, pgm or ppm files, or a video.");
}

}  // namespace

std::vector<fs::path> images_in_folder(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const fs::path& path = at->path();
    const bool hidden = path.filename().string().front() == '.';
    std::error_code unknown;
    if (!hidden && has_image_extension(path) && at->is_regular_file(unknown)) files.push_back(path);
  }
  if (failed) {
    throw input_error(folder, "the folder cannot be read (" + failed.message() + ")",
                      "Check its permissions.");
  }
  if (files.empty()) throw no_images(folder);
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return natural_less(a.filename().native(), b.filename().native());
  });
  return files;
}

ImageSource::ImageSource(const fs::path& path, std::vector<fs::path> files,
                         const ClipOptions& options)
    : files_(std::move(files)), options_(options) {
  info_.path = path;
  info_.kind = files_.front() == path ? ClipKind::kImage : ClipKind::kFolder;
  info_.duration = info_.kind == ClipKind::kImage ? 0.0 : time_of(files_.size());
  choose_range();
  Frame frame;
  if (!fetch(frame)) throw nothing_to_show();
  first_ = frame;
  info_.width = frame.image.cols;
  info_.height = frame.image.rows;
}

double ImageSource::time_of(std::size_t place) const {
  return static_cast<double>(place) / options_.image_rate;
}

void ImageSource::choose_range() {
  const auto most = static_cast<std::size_t>(options_.limits.max_frames);
  std::vector<double> times;
  while (next_ < files_.size() && time_of(next_) < options_.start - kTimeSlack) ++next_;
  for (end_ = next_; end_ < files_.size(); ++end_) {
    const double time = time_of(end_);
    if (time >= options_.end - kTimeSlack) break;
    if (end_ - next_ >= most || time > options_.limits.max_seconds) {
      warnings_.push_back("cut after " + counted(end_ - next_, "image") +
                          ": no more of a clip are read");
      break;
    }
    times.push_back(time);
  }
  if (options_.snippets > 0) {
    snippets_ = choose_snippets(times, options_.snippets);
    sampler_ = FrameSampler(times_of(snippets_));
  }
  if (options_.max_frames > 0) sampler_ = FrameSampler(choose_evenly(times, options_.max_frames));
}

/// There is no cheaper look at an image than reading it.
bool ImageSource::skip() {
  Frame frame;
  return next(frame);
}

bool ImageSource::next(Frame& frame) {
  if (!first_) {
    const StageTimer timer(options_.times, Stage::kDecode);
    return fetch(frame);
  }
  frame = *first_;
  first_.reset();
  return true;
}

bool ImageSource::fetch(Frame& frame) {
  while (next_ < end_) {
    const std::size_t place = next_++;
    ++decoded_;
    if (!sampler_.wants(time_of(place))) continue;
    if (read(place, frame)) {
      sampler_.take(time_of(place));
      return true;
    }
    --decoded_;
  }
  finish();
  return false;
}

bool ImageSource::read(std::size_t place, Frame& frame) {
  try {
    const StillImage image = read_still_image(files_[place], options_.limits.max_pixels);
    if (info_.codec.empty()) {
      info_.codec = image.codec;
      info_.rotation = image.rotation;
    }
    if (image.damaged && damaged_++ == 0) first_damaged_ = files_[place].filename().string();
    frame.image = image.bgr;
    frame.index = static_cast<std::int64_t>(place);
    frame.time = time_of(place);
    frame.duration = 1.0 / options_.image_rate;
    return true;
  } catch (const Error& error) {
    if (info_.kind == ClipKind::kImage) throw;
    if (unreadable_++ == 0) first_unreadable_ = error.what();
    return false;
  }
}

void ImageSource::finish() {
  if (done_) return;
  done_ = true;
  if (damaged_ > 0) {
    warnings_.push_back(
        counted(damaged_, "image") +
        " could not be decoded whole (truncated or damaged), the first: " + first_damaged_);
  }
  if (unreadable_ > 0) {
    warnings_.push_back("skipped " + counted(unreadable_, "unreadable image") +
                        ", the first: " + first_unreadable_);
  }
}

Error ImageSource::nothing_to_show() const {
  if (unreadable_ > 0) {
    return input_error(info_.path, "none of its images could be read (" + first_unreadable_ + ")",
                       "Fetch them again.");
  }
  return input_error(info_.path, "no frame between start and end", "Choose another start and end.");
}

}  // namespace emorec::media
