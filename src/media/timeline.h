// A clip's frame times, known without decoding it: one pass over its packets.
#pragma once

#include <cstdint>
#include <vector>

#include "media_file.h"

namespace emorec::media {

struct KeyFrame {
  double time;               ///< seconds from the first frame
  std::int64_t pts;          ///< in the stream's time base
  std::int64_t seek_target;  ///< a timestamp that finds it, whichever kind the container seeks by
};

struct Timeline {
  std::vector<double> times;  ///< increasing, seconds from the first frame, 0 first
  std::vector<KeyFrame> key_frames;
  std::int64_t origin = 0;  ///< timestamp of second 0
  bool seekable = false;    ///< every packet has a presentation time, and none leaps back
};

/// Reads packets from where `file` stands, its beginning, until no frame before second `bound` can
/// follow, and no more than `max_packets` of them. Only hints: damaged packets are listed too.
Timeline survey(MediaFile& file, double bound, std::int64_t max_packets);

}  // namespace emorec::media
