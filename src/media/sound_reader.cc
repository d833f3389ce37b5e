#include "sound_reader.h"

#include <limits>
#include <utility>

#include "timeline.h"

namespace emorec::media {
namespace {

/// Longer than what any codec in use needs to get going (Opus: 0.08 s).
constexpr double kRunUp = 0.1;

/// For packets without a timestamp; about that of AAC and MP3.
constexpr double kPacketDuration = 0.024;

double packet_duration(const AVCodecParameters& sound) {
  if (sound.frame_size <= 0 || sound.sample_rate <= 0) return kPacketDuration;
  return static_cast<double>(sound.frame_size) / sound.sample_rate;
}

}  // namespace

std::optional<SoundReader> SoundReader::open(const std::filesystem::path& clip, double start,
                                             double end) {
  MediaFile file(clip, MediaKind::kVideo, std::numeric_limits<int>::max());
  if (file.sound() == nullptr) return std::nullopt;
  constexpr std::int64_t kPacketsToFirstFrame = 1000;
  const Timeline timeline = survey(file, 0.0, kPacketsToFirstFrame);
  const std::int64_t origin =
      av_rescale_q(timeline.origin, file.stream().time_base, file.sound()->time_base);
  file.reopen();
  return SoundReader(std::move(file), origin, start, end);
}

SoundReader::SoundReader(MediaFile file, std::int64_t origin, double start, double end)
    : file_(std::move(file)),
      start_(start),
      end_(end),
      stream_(file_.sound()->index),
      clock_(stream().time_base, packet_duration(*stream().codecpar)) {
  clock_.set_origin(origin);
}

bool SoundReader::next(AVPacket& packet, double& time) {
  while (file_.read(packet, stream_)) {
    const double clip_time = clock_.stamp(packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts);
    if (clip_time >= end_) return false;
    time = clip_time - start_;
    if (time > -kRunUp) return true;
  }
  return false;
}

}  // namespace emorec::media
