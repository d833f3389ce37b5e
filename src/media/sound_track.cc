#include "sound_track.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "emorec/core/error.h"

namespace emorec::media {
namespace {

bool plays_in_mp4(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_AAC:
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_OPUS:
    case AV_CODEC_ID_FLAC:
    case AV_CODEC_ID_ALAC:
    case AV_CODEC_ID_AC3:
    case AV_CODEC_ID_EAC3:
      return true;
    default:
      return false;
  }
}

}  // namespace

SoundTrack::SoundTrack(Mp4File& file, SoundReader reader)
    : file_(file), reader_(std::move(reader)) {
  const AVCodecParameters& source = *reader_.stream().codecpar;
  if (!plays_in_mp4(source.codec_id) || source.sample_rate <= 0) {
    throw Error(ErrorKind::kInput,
                std::string("MP4 players do not know its sound, ") +
                    avcodec_get_name(source.codec_id) +
                    ". To keep it, convert the clip first: ffmpeg -i CLIP -c:v copy -c:a aac "
                    "CLIP.mp4");
  }
  copied_ = &file_.add_stream();
  const int failed = avcodec_parameters_copy(copied_->codecpar, &source);
  if (failed < 0) throw file_.error(ffmpeg_reason(failed));
  copied_->codecpar->codec_tag = 0;  // the container's own; MP4 has others
  copied_->time_base = {1, source.sample_rate};
}

void SoundTrack::write_until(double time) {
  while (!ended_ && reached_ < time) {
    double packet_time = 0;
    if (!reader_.next(*packet_, packet_time)) {
      ended_ = true;
    } else {
      reached_ = packet_time;
      copy(*packet_, packet_time);
    }
  }
}

void SoundTrack::finish() { write_until(std::numeric_limits<double>::infinity()); }

void SoundTrack::copy(AVPacket& packet, double time) {
  const AVRational sample = {1, copied_->codecpar->sample_rate};
  packet.pts =
      std::max(static_cast<std::int64_t>(std::llround(time * sample.den)), last_stamp_ + 1);
  packet.dts = packet.pts;
  last_stamp_ = packet.pts;
  packet.duration = av_rescale_q(packet.duration, reader_.stream().time_base, sample);
  packet.pos = -1;
  file_.write(packet, sample, *copied_);
}

}  // namespace emorec::media
