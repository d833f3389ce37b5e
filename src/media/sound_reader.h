// The packets of a clip's sound that belong to a part of it, timed like its frames.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "clip_clock.h"
#include "ffmpeg.h"
#include "media_file.h"

namespace emorec::media {

class SoundReader {
 public:
  /// From shortly before second `start` (a decoder needs a run-up) to `end`, both counted from the
  /// clip's first frame, as Frame::time is.
  /// Nothing if the clip has no sound.
  /// @throws Error{kInput} if it cannot be read.
  static std::optional<SoundReader> open(const std::filesystem::path& clip, double start,
                                         double end);

  const AVStream& stream() const { return *file_.format().streams[stream_]; }

  /// The next packet and its time in seconds from `start`; false at the end.
  bool next(AVPacket& packet, double& time);

 private:
  SoundReader(MediaFile file, std::int64_t origin, double start, double end);

  MediaFile file_;
  double start_;
  double end_;
  int stream_;
  ClipClock clock_;
};

}  // namespace emorec::media
