#include "live_input.h"

#include <iterator>
#include <limits>
#include <new>
#include <utility>

#include "content.h"
#include "device_library.h"
#include "input_error.h"
#include "picture_stream.h"

extern "C" {
#include <libavutil/dict.h>
}

namespace emorec::media {
namespace {

/// Packets that wait for room if nothing may be dropped.
constexpr std::size_t kAhead = 64;
/// Packets that wait otherwise; of 4K pictures in JPEG they take a gigabyte.
constexpr std::size_t kMost = 512;
/// Seconds that a packet waits before those up to the next key frame are dropped.
constexpr double kLate = 0.5;

/// A pipe cannot be opened again: whoever writes to it may take the time.
constexpr double kForEver = std::numeric_limits<double>::infinity();

class Options {
 public:
  Options() = default;
  ~Options() { av_dict_free(&options_); }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  void set(const char* name, const char* value) { av_dict_set(&options_, name, value, 0); }
  AVDictionary** get() { return &options_; }

 private:
  AVDictionary* options_ = nullptr;
};

int refuse_other_addresses(AVFormatContext* /*format*/, AVIOContext** /*io*/, const char* /*url*/,
                           int /*flags*/, AVDictionary** /*options*/) {
  return AVERROR(EPERM);
}

}  // namespace

LiveInput::LiveInput(const SourceAddress& address, const LiveOptions& options, const Stop& stop)
    : address_(address),
      waits_(options.pace.has_value()),
      max_pixels_(options.max_pixels),
      interrupt_(address.kind == SourceKind::kPipe ? kForEver : options.silence, stop) {
  open_io();
  open_format();
  choose_stream();
  thread_ = std::thread([this] { run(); });
}

LiveInput::~LiveInput() {
  interrupt_.end();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::string LiveInput::reason(int code) const {
  if (code == AVERROR_EXIT || code == AVERROR(EAGAIN)) return "nothing came for too long";
  return ffmpeg_reason(code);
}

void LiveInput::open_io() {
  if (address_.kind == SourceKind::kPipe) {
    pipe_.emplace(address_.text, interrupt_);
    return;
  }
  if (address_.kind == SourceKind::kCamera && address_.format == nullptr) {
    throw input_error(address_.shown,
                      std::string("a camera, for which there must be ") + device_library_name(),
                      "Install Debian's package of it (libavdevice59).");
  }
  if (address_.format != nullptr) return;  // it opens the address itself
  Options options;
  options.set("protocol_whitelist", address_.protocols.c_str());
  options.set("overrun_nonfatal", "1");
  const AVIOInterruptCB callback = interrupt_.callback();
  AVIOContext* io = nullptr;
  const int failed =
      avio_open2(&io, address_.text.c_str(), AVIO_FLAG_READ, &callback, options.get());
  if (interrupt_.stopped()) throw Error(ErrorKind::kCancelled, "stopped on request");
  if (failed < 0) {
    throw input_error(address_.shown, "cannot be opened (" + reason(failed) + ")",
                      "Check the address, and whether the source is running.");
  }
  io_.reset(io);
  finite_ = avio_size(io) > 0;
}

void LiveInput::open_format() {
  AVFormatContext* format = avformat_alloc_context();
  if (format == nullptr) throw std::bad_alloc();
  format->pb = pipe_ ? pipe_->io() : io_.get();
  format->io_open = refuse_other_addresses;
  format->interrupt_callback = interrupt_.callback();
  // A stream that does not say what it is of within this time shows it when it is decoded.
  format->max_analyze_duration = 2 * AV_TIME_BASE;
  // A camera's driver must not keep whoever waits for a picture.
  if (address_.kind == SourceKind::kCamera) format->flags |= AVFMT_FLAG_NONBLOCK;
  Options options;
  if (address_.kind == SourceKind::kAddress) {
    options.set("protocol_whitelist", address_.protocols.c_str());
    options.set("rtsp_flags", "prefer_tcp");
  }
  if (address_.format == nullptr) {
    options.set("format_whitelist", live_formats());
  }
  const char* url = address_.format != nullptr ? address_.text.c_str() : "";
  const int failed = avformat_open_input(&format, url, address_.format, options.get());
  if (failed >= 0) format_.reset(format);  // it is freed on failure
  if (interrupt_.stopped()) throw Error(ErrorKind::kCancelled, "stopped on request");
  if (failed >= 0) return;
  if (address_.kind == SourceKind::kPipe) {
    throw input_error(address_.shown,
                      "not a video that can be read as it comes (" + reason(failed) + ")",
                      "Send MPEG-TS, Matroska, NUT or fragmented MP4.");
  }
  throw input_error(address_.shown, "cannot be read as a video (" + reason(failed) + ")",
                    "Check the address, and whether the source is running.");
}

void LiveInput::choose_stream() {
  interrupt_.heard();
  find_streams(*format_, max_pixels_);
  if (interrupt_.stopped()) throw Error(ErrorKind::kCancelled, "stopped on request");
  stream_ = picture_stream_of(*format_);
  if (stream_ < 0) {
    throw input_error(address_.shown, std::string("no video stream") + sound_remark(*format_),
                      "Give a source with video.");
  }
  codec_ = &decoder_of(stream(), address_.shown, max_pixels_);
}

void LiveInput::run() {
  int failed = 0;
  while (true) {
    FfmpegPtr<AVPacket> packet = make_packet();
    if (failed != AVERROR(EAGAIN)) interrupt_.heard();
    failed = av_read_frame(format_.get(), packet.get());
    if (failed == AVERROR(EAGAIN) && !interrupt_.stopped() && !interrupt_.too_silent()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      continue;
    }
    if (failed < 0 || interrupt_.stopped()) break;
    if (packet->stream_index == stream_ && !add(std::move(packet))) break;
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  const bool at_end = failed == AVERROR_EOF && (finite_ || pipe_);
  if (failed < 0 && !at_end) {
    break_reason_ = failed == AVERROR_EOF ? "it was closed" : reason(failed);
  }
  changed_.notify_all();
}

/// False if no more are wanted.
bool LiveInput::add(FfmpegPtr<AVPacket> packet) {
  const auto now = LiveClock::now();
  const bool key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
  std::unique_lock lock(mutex_);
  if (waits_) {
    changed_.wait(lock, [this] { return ended_ || packets_.size() < kAhead; });
  } else if (packets_.size() >= kMost || (key && !packets_.empty())) {
    drop_what_is_late(now);
  }
  if (ended_) return false;
  skips_to_key_ = skips_to_key_ && !key;
  if (skips_to_key_) {
    ++dropped_;
  } else {
    packets_.push_back({std::move(packet), now});
  }
  changed_.notify_all();
  return true;
}

/// Who decodes is behind: with a key frame it can begin anew.
void LiveInput::drop_what_is_late(LiveClock::time_point now) {
  const bool late = std::chrono::duration<double>(now - packets_.front().came).count() > kLate;
  if (!late && packets_.size() < kMost) return;
  dropped_ += static_cast<std::int64_t>(packets_.size());
  packets_.clear();
  skips_to_key_ = true;
}

bool LiveInput::read(AVPacket& packet) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || !packets_.empty(); });
  if (packets_.empty()) return false;
  av_packet_unref(&packet);
  av_packet_move_ref(&packet, packets_.front().packet.get());
  last_came_ = packets_.front().came;
  packets_.pop_front();
  changed_.notify_all();
  if (packet.pts != AV_NOPTS_VALUE) times_[packet.pts] = last_came_;
  constexpr std::size_t kMostTimes = 1024;
  if (times_.size() > kMostTimes) times_.erase(times_.begin());
  return true;
}

LiveClock::time_point LiveInput::came(std::int64_t timestamp) {
  const auto found = times_.find(timestamp);
  if (found == times_.end()) return last_came_;
  const auto came = found->second;
  times_.erase(times_.begin(), std::next(found));
  return came;
}

bool LiveInput::has_no_times() const { return (format_->iformat->flags & AVFMT_NOTIMESTAMPS) != 0; }

std::int64_t LiveInput::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

std::string LiveInput::break_reason() const {
  const std::lock_guard lock(mutex_);
  return break_reason_;
}

}  // namespace emorec::media
