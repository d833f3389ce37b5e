// The pictures of a clip's report, out of a second decoding.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/pipeline/prediction.h"
#include "emorec/report/clip_report.h"

namespace emorec {

/// At most about `count` frames of a person, in order, as indices into `person.frames`: the most
/// important one of each of `count` stretches, which are the shorter the more important their
/// frames are. Half of a stretch's length is time, half is importance; so no part of a clip goes
/// without.
std::vector<std::size_t> telling_frames(const Subject& subject, std::size_t count);

struct ClipPictures {
  struct Still {
    double time = 0;
    std::string jpeg;
  };
  /// A file that browsers play; empty if there is none.
  struct Video {
    std::string bytes;
    std::string type;      ///< MIME
    bool is_copy = false;  ///< a small one, made for the page
    double start = 0;      ///< the clip's time at the video's time 0, seconds
  };
  std::vector<std::int64_t> indices;            ///< all frames that were looked at, in order
  std::vector<double> times;                    ///< theirs, seconds
  std::vector<std::vector<std::string>> chips;  ///< JPEG, by person and telling frame
  std::vector<Still> stills;                    ///< at even distances
  Video video;
};

/// `telling` holds the wanted frames of each person. `scratch` is the path of a file that may be
/// made and is removed again.
/// @throws Error{kInput} if the clip does not hold those frames any more; Error{kOutput};
///         Error{kCancelled}.
ClipPictures take_pictures(const ClipPrediction& prediction,
                           const std::vector<std::vector<std::size_t>>& telling,
                           const ClipReportOptions& options, const std::filesystem::path& scratch,
                           const CancelToken& cancel);

}  // namespace emorec
