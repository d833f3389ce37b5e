#include "media_file.h"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "input_error.h"
#include "picture_stream.h"

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/dict.h>
#include <libavutil/parseutils.h>
}

namespace emorec::media {
namespace {

int refuse_other_files(AVFormatContext* /*format*/, AVIOContext** /*io*/, const char* /*url*/,
                       int /*flags*/, AVDictionary** /*options*/) {
  return AVERROR(EPERM);
}

const char* noun(MediaKind kind) { return kind == MediaKind::kVideo ? "a video" : "an image"; }

}  // namespace

MediaFile::MediaFile(std::filesystem::path path, MediaKind kind, std::int64_t max_pixels)
    : path_(std::move(path)), kind_(kind), max_pixels_(max_pixels) {
  reopen();
}

void MediaFile::reopen() {
  format_.reset();
  io_.reset();
  reached_ = 0.0;
  break_reason_.clear();
  open_io();
  open_format();
  // An image needs none of this, and would be decoded twice.
  if (kind_ == MediaKind::kVideo) find_streams(*format_, max_pixels_);
  choose_stream();
}

Error MediaFile::unreadable(const std::string& found, const std::string& remedy) const {
  if (content_.strange) return input_error(path_, content_.strange->what, content_.strange->remedy);
  return input_error(path_, found, remedy);
}

void MediaFile::open_io() {
  // The prefix makes a plain name of whatever the path looks like: "http://...", "concat:...", "-".
  const std::string url = "file:" + path_.string();
  AVIOContext* io = nullptr;
  const int failed = avio_open2(&io, url.c_str(), AVIO_FLAG_READ, nullptr, nullptr);
  if (failed < 0) {
    throw input_error(path_, "cannot be opened (" + ffmpeg_reason(failed) + ")",
                      "Check its name and permissions.");
  }
  io_.reset(io);
}

void MediaFile::open_format() {
  content_ = content_of(*io_);
  if (content_.format == nullptr) {
    throw unreadable(std::string("not ") + noun(kind_) + " (its contents are of no known format)",
                     "Give a video file, an image or a folder of images.");
  }
  if (kind_ == MediaKind::kVideo ? !content_.is_video() && !content_.is_sound()
                                 : !content_.is_image()) {
    throw unreadable(
        std::string("not ") + noun(kind_) + " (its contents look like " + content_.in_words() + ")",
        "Give the file the extension of what it holds, or convert it.");
  }
  AVFormatContext* format = avformat_alloc_context();
  if (format == nullptr) throw std::bad_alloc();
  format->pb = io_.get();
  format->io_open = refuse_other_files;
  const int failed =
      avformat_open_input(&format, "", content_.format, nullptr);  // frees it on failure
  if (failed < 0) {
    throw unreadable(
        "cannot be read as " + content_.in_words() + " (" + ffmpeg_reason(failed) + ")",
        "The file is damaged or incomplete: fetch it again.");
  }
  format_.reset(format);
}

void MediaFile::choose_stream() {
  stream_ = picture_stream_of(*format_);
  if (stream_ < 0) {
    throw unreadable(std::string("no video stream") + sound_remark(*format_),
                     "Give a file with video.");
  }
  codec_ = &decoder_of(stream(), path_, max_pixels_);
}

AVStream* MediaFile::sound() const {
  const int found = av_find_best_stream(format_.get(), AVMEDIA_TYPE_AUDIO, -1, stream_, nullptr, 0);
  return found < 0 ? nullptr : format_->streams[found];
}

bool MediaFile::read(AVPacket& packet, int stream) {
  while (true) {
    av_packet_unref(&packet);
    const int failed = av_read_frame(format_.get(), &packet);
    if (failed < 0) {
      if (failed != AVERROR_EOF) break_reason_ = ffmpeg_reason(failed);
      return false;
    }
    note_progress(packet);
    if (packet.stream_index == stream) return true;
  }
}

void MediaFile::note_progress(const AVPacket& packet) {
  const std::int64_t stamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (stamp == AV_NOPTS_VALUE) return;
  const AVStream& from = *format_->streams[packet.stream_index];
  const double end =
      (static_cast<double>(stamp) + static_cast<double>(packet.duration)) * av_q2d(from.time_base);
  const double start = format_->start_time == AV_NOPTS_VALUE
                           ? 0.0
                           : static_cast<double>(format_->start_time) / AV_TIME_BASE;
  // Some containers announce how long they are from 0 on, others from where they start.
  reached_ = std::max(reached_, std::max(end, end - start));
}

bool MediaFile::seek(std::int64_t timestamp) {
  return av_seek_frame(format_.get(), stream_, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
}

double MediaFile::duration() const {
  // From the bit rate it would be a guess, wrong for every clip of varying rate.
  if (format_->duration == AV_NOPTS_VALUE || format_->duration < 0 ||
      format_->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) {
    return 0.0;
  }
  const double announced = static_cast<double>(format_->duration) / AV_TIME_BASE;
  // FFmpeg gives for an AVI without its index the duration of what is left of it. Its header counts
  // the frames that were there.
  const bool is_avi = std::string_view(format_->iformat->name) == "avi";
  const auto frames = static_cast<double>(is_avi ? stream().nb_frames : 0);
  return std::max(announced, frames * frame_duration());
}

/// Some containers count it from 0 on, not from the first picture.
double MediaFile::picture_duration() const {
  const AVStream& pictures = stream();
  const bool from_zero = av_match_list(format_->iformat->name, "matroska,asf,nut", ',') != 0;
  const double start = from_zero && pictures.start_time != AV_NOPTS_VALUE
                           ? static_cast<double>(pictures.start_time) * av_q2d(pictures.time_base)
                           : 0.0;
  return std::max(0.0, announced_end() - std::max(0.0, start));
}

double MediaFile::announced_end() const {
  const AVStream& pictures = stream();
  if (duration() <= 0) return 0;
  if (pictures.duration != AV_NOPTS_VALUE && pictures.duration > 0) {
    return static_cast<double>(pictures.duration) * av_q2d(pictures.time_base);
  }
  const AVDictionaryEntry* tag =
      av_dict_get(pictures.metadata, "DURATION", nullptr, 0);  // Matroska
  std::int64_t microseconds = 0;
  if (tag != nullptr && av_parse_time(&microseconds, tag->value, /*duration=*/1) >= 0) {
    return std::min(duration(), static_cast<double>(microseconds) / AV_TIME_BASE);
  }
  return duration();
}

}  // namespace emorec::media
