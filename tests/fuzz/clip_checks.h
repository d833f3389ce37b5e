// Watching a clip that may be anything.
#pragma once

#include "emorec/media/clip_source.h"
#include "emorec/media/ffmpeg_settings.h"

#include "fuzz.h"

namespace emorec::fuzz {

inline void watch(const std::filesystem::path& path, ClipOptions options) {
  restrict_ffmpeg();  // as the program does
  options.limits.max_pixels = 1 << 18;
  options.limits.max_frames = 40;
  options.limits.max_seconds = 60;
  accepts([&] {
    const auto clip = ClipSource::open(path, options);
    double last = -1;
    for (Frame frame; clip->next(frame);) {
      require(frame.time > last, "times increase");
      last = frame.time;
      require(frame.image.total() <= static_cast<std::size_t>(options.limits.max_pixels),
              "a frame is within the limit");
    }
    require(clip->decoded() > 0, "a clip without frames is refused");
    require(clip->info().duration >= 0, "a duration is not negative");
  });
}

}  // namespace emorec::fuzz
