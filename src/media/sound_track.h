// The sound of an MP4 file that is being written: a source clip's own packets.
#pragma once

#include <cstdint>
#include <limits>

#include "ffmpeg.h"
#include "mp4_file.h"
#include "sound_reader.h"

namespace emorec::media {

class SoundTrack {
 public:
  /// Adds its stream to `file`, which has not begun.
  /// @throws Error{kInput} if MP4 players do not take its codec; then `file` is as it was.
  SoundTrack(Mp4File& file, SoundReader reader);

  /// Writes what is heard before `time`, in seconds from the beginning of the file.
  void write_until(double time);

  /// Writes the rest.
  void finish();

 private:
  void copy(AVPacket& packet, double time);

  Mp4File& file_;
  SoundReader reader_;
  AVStream* copied_ = nullptr;  // where packets go
  FfmpegPtr<AVPacket> packet_ = make_packet();
  double reached_ = -std::numeric_limits<double>::infinity();
  std::int64_t last_stamp_ = std::numeric_limits<std::int64_t>::min();
  bool ended_ = false;
};

}  // namespace emorec::media
