#include "video_source.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "emorec/core/counted.h"

#include "input_error.h"

namespace emorec::media {
namespace {

/// From here on, finding the start without decoding what lies before it pays.
constexpr double kWorthSeeking = 10.0;

std::string seconds(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", value);
  return text;
}

std::string interval(double start, double end) {
  if (std::isinf(end)) return "from " + seconds(start) + " on";
  return "from " + seconds(start) + " to " + seconds(end);
}

}  // namespace

VideoSource::VideoSource(const std::filesystem::path& path, const ClipOptions& options)
    : options_(options),
      file_(path, MediaKind::kVideo, options.limits.max_pixels),
      clock_(file_.stream().time_base, file_.frame_duration()),
      pictures_(file_, options.threads, options.limits.max_pixels, options.times) {
  describe();
  plan();
  start_decoding();
}

void VideoSource::describe() {
  const AVCodecParameters& parameters = *file_.stream().codecpar;
  cv::Size size = square_pixel_size(parameters.width, parameters.height, pictures_.pixel_aspect());
  if (pictures_.orientation().transpose) std::swap(size.width, size.height);
  info_.path = file_.path();
  info_.kind = ClipKind::kVideo;
  info_.codec = avcodec_get_name(parameters.codec_id);
  info_.width = size.width;
  info_.height = size.height;
  describe_shape();
  info_.duration = file_.picture_duration();
}

void VideoSource::plan() {
  const bool choosing = options_.max_frames > 0 || options_.snippets > 0;
  if (!choosing && options_.start < kWorthSeeking) return;
  const double bound =
      std::min(choosing ? options_.end : options_.start, options_.limits.max_seconds);
  timeline_ = survey(file_, bound, options_.limits.max_frames);
  file_.reopen();
  if (!choosing) return;
  std::vector<double> wanted;
  for (const double time : timeline_->times)
    if (time >= options_.start - kTimeSlack) wanted.push_back(time);
  // Packets that tell no times, or damaged ones: the first frame that does decode will do.
  if (wanted.empty()) wanted.push_back(options_.start);
  if (options_.snippets > 0) snippets_ = choose_snippets(wanted, options_.snippets);
  sampler_ = FrameSampler(options_.snippets > 0 ? times_of(snippets_)
                                                : choose_evenly(wanted, options_.max_frames));
}

void VideoSource::start_decoding() {
  make_frames();
  if (options_.start < kWorthSeeking || !timeline_ || !timeline_->seekable) return;
  if (seek_to(first_needed_for(options_.start))) return;
  file_.reopen();
  make_frames();
}

void VideoSource::make_frames() {
  frames_.emplace(VideoDecoder(file_, options_.threads, options_.limits.max_pixels));
  if (options_.picture_every == 0 && options_.snippets == 0) return;
  frames_->decoder().may_drop([this](const AVPacket& packet) { return is_passed_over(packet); });
}

/// A deinterlacer looks at the frame before the first one too.
double VideoSource::first_needed_for(double time) const {
  return time - (pictures_.deinterlacer().is_in_use() ? file_.frame_duration() : 0);
}

/// The last one that is not later; null if there is none.
const KeyFrame* VideoSource::last_key_frame(double time) const {
  const std::vector<KeyFrame>& keys = timeline_->key_frames;
  const auto after = std::partition_point(keys.begin(), keys.end(), [time](const KeyFrame& key) {
    return key.time <= time + kTimeSlack;
  });
  return after == keys.begin() ? nullptr : &*(after - 1);
}

/// To the last key frame before `first`. False if the container went elsewhere: then decoding from
/// the beginning finds it.
bool VideoSource::seek_to(double first) {
  const KeyFrame* key = last_key_frame(first);
  if (key == nullptr || key->time <= 0.0 || !file_.seek(key->seek_target)) return false;
  const FfmpegPtr<AVPacket> packet = make_packet();
  if (!file_.read(*packet) || packet->pts == AV_NOPTS_VALUE || packet->pts > key->pts) return false;
  frames_->decoder().send(packet.get());
  clock_.set_origin(timeline_->origin);
  sought_ = true;
  return true;
}

/// Past what lies before the next snippet, if there is a key frame in between.
void VideoSource::leap() {
  constexpr double kWorthLeaping = 0.5;  // seconds; a decoder begins anew
  const auto target = sampler_.next_target();
  if (options_.snippets == 0 || !target || !timeline_->seekable) return;
  const double first = first_needed_for(*target);
  const KeyFrame* key = last_key_frame(first);
  if (key == nullptr || key->time < std::max(time_, leapt_) + kWorthLeaping) return;
  const double reached = time_;
  leapt_ = key->time;  // some containers go to the key frame before it
  make_frames();
  clock_ = ClipClock(file_.stream().time_base, file_.frame_duration());
  if (seek_to(first)) return;
  // The container is not to be trusted: all is decoded from the beginning, what was given passed
  // by.
  timeline_->seekable = false;
  file_.reopen();
  make_frames();
  while (advance() && time_ < reached - kTimeSlack) {
  }
}

bool VideoSource::skip() {
  while (!done_) {
    if (!advance()) {
      done_ = true;
      finish();
      break;
    }
    if (time_ < options_.start - kTimeSlack) continue;
    ++decoded_;
    return true;
  }
  return false;
}

bool VideoSource::next(Frame& frame) {
  while (true) {
    if (options_.snippets > 0 && !sampler_.next_target() && !done_) finish_early();
    leap();
    if (!skip()) return false;
    if (!sampler_.wants(time_)) continue;
    if (options_.snippets > 0 && frames_->frame().data[0] == nullptr) continue;
    frame = {{}, index_, time_, shown_for()};
    const double slot = slot_of(time_);
    if (slot == slot_ || frames_->frame().data[0] == nullptr) return true;
    if (!convert(frame.image)) {
      ++unconverted_;
      continue;
    }
    sampler_.take(time_);
    slot_ = slot;
    return true;
  }
}

/// All snippets were given: how long the clip is, its packets have told.
void VideoSource::finish_early() {
  done_ = true;
  cut_ = true;
  const std::vector<double>& times = timeline_->times;
  if (std::isinf(options_.end) && !times.empty()) {
    info_.duration = times.back() + file_.frame_duration();
  }
  finish();
}

/// Which of the intervals that give one picture each a time lies in; every frame in its own if all
/// give one.
double VideoSource::slot_of(double time) const {
  if (options_.picture_every == 0) return time;
  if (time < options_.start - kTimeSlack) return -1;
  return std::floor((time - options_.start + kTimeSlack) / options_.picture_every);
}

/// Whether its frame cannot be the first in its slot, nor the neighbour that a deinterlacer looks
/// at.
bool VideoSource::is_passed_over(const AVPacket& packet) const {
  if (pictures_.deinterlacer().is_in_use()) return false;
  const auto time = clock_.time_of(packet.pts);
  if (options_.snippets > 0) return time && !sampler_.is_target(*time);
  const double duration = static_cast<double>(packet.duration) * av_q2d(file_.stream().time_base);
  return time && duration > 0 && slot_of(*time) == slot_of(*time - duration);
}

/// Decodes one more frame; false at the end of the file, of the interval or of what is allowed.
bool VideoSource::advance() {
  if (total_ >= options_.limits.max_frames) {
    cut_ = true;
    warnings_.push_back("cut at " + seconds(time_) + ": no more than " + counted(total_, "frame") +
                        " of a clip are decoded");
    return false;
  }
  if (!decode()) return false;
  ++total_;
  time_ = clock_.stamp(frames_->frame().best_effort_timestamp);
  index_ = place_in_file();
  const double shown = shown_for();
  end_ = time_ + (shown > 0 ? shown : file_.frame_duration());
  if (time_ >= options_.end - kTimeSlack) {
    cut_ = true;
    return false;
  }
  if (time_ > options_.limits.max_seconds) {
    cut_ = true;
    warnings_.push_back("cut at " + seconds(options_.limits.max_seconds) +
                        ", the longest time of a clip that is decoded");
    return false;
  }
  return true;
}

bool VideoSource::decode() {
  const StageTimer timer(options_.times, Stage::kDecode);
  return frames_->next();
}

std::int64_t VideoSource::place_in_file() const {
  if (!sought_) return index_ + 1;
  const std::vector<double>& times = timeline_->times;
  const auto known = std::lower_bound(times.begin(), times.end(), time_ - kTimeSlack);
  if (known == times.end()) {
    return std::max(index_ + 1, static_cast<std::int64_t>(times.size()));
  }
  return known - times.begin();
}

double VideoSource::shown_for() const {
  const std::int64_t ticks = std::max<std::int64_t>(0, frames_->frame().pkt_duration);
  return static_cast<double>(ticks) * av_q2d(file_.stream().time_base);
}

bool VideoSource::convert(cv::Mat& bgr) {
  if (!pictures_.make(*frames_, bgr)) return false;
  info_.deinterlaced = pictures_.deinterlaced();
  info_.tone_mapped = pictures_.tone_mapped();
  if (!described_by_frame_) {
    described_by_frame_ = true;
    info_.width = bgr.cols;
    info_.height = bgr.rows;
    describe_shape();
  }
  return true;
}

void VideoSource::describe_shape() {
  const AVRational aspect = pictures_.pixel_aspect();
  info_.rotation = pictures_.orientation().rotation();
  info_.pixel_aspect = is_usable_aspect(aspect) ? av_q2d(aspect) : 1.0;
}

void VideoSource::finish() {
  if (!cut_) info_.duration = end_;
  warn_of_losses();
  require_frames();
}

void VideoSource::warn_of_losses() {
  if (frames_->decoder().refused() > 0)
    warnings_.push_back("skipped " + counted(frames_->decoder().refused(), "damaged packet") +
                        ", which could not be decoded");
  if (unconverted_ > 0)
    warnings_.push_back("skipped " + counted(unconverted_, "frame") +
                        ": too large, or of a pixel format that is not supported");
  if (pictures_.had_odd_aspect())
    warnings_.emplace_back("an impossible pixel aspect ratio was taken for square pixels");
  if (pictures_.deinterlacer().failed())
    warnings_.emplace_back(
        "its interlaced pictures could not be deinterlaced: combs at what moves can change the "
        "answer. Install libavfilter8, or deinterlace the clip first");
  if (pictures_.tone_mapper().failed())
    warnings_.emplace_back(
        "its HDR pictures could not be made ones for ordinary screens: they are greyer than they "
        "should be. Install libavfilter8, or convert the clip to SDR first");
  if (clock_.unstamped() == total_ && total_ > 1)
    warnings_.emplace_back("no timestamps: times are worked out from the announced frame rate");
  if (cut_) return;
  const double announced = file_.duration();
  const double missing = announced - file_.reached();
  if (missing > 0.1 + 0.05 * announced) {
    warnings_.push_back("ended early: " + seconds(file_.reached()) + " of the announced " +
                        seconds(announced) + " could be read (truncated or damaged)");
  } else if (!file_.break_reason().empty()) {
    warnings_.push_back("ended early: " + seconds(file_.reached()) + " could be read (" +
                        file_.break_reason() + ")");
  }
}

void VideoSource::require_frames() const {
  if (total_ == 0) {
    throw input_error(file_.path(),
                      "not a single frame of its " + info_.codec + " video could be decoded",
                      "The file is damaged or incomplete: fetch it again.");
  }
  if (decoded_ == 0) {
    throw input_error(file_.path(),
                      "no frame " + interval(options_.start, options_.end) + " (its last is at " +
                          seconds(time_) + ")",
                      "Choose another start and end.");
  }
  if (decoded_ == unconverted_) {
    throw input_error(file_.path(),
                      "its frames are larger than the limit of " +
                          std::to_string(options_.limits.max_pixels) +
                          " pixels, or of a pixel format that is not supported",
                      "Convert it, for instance to H.264 in mp4.");
  }
}

}  // namespace emorec::media
