// The pictures of a clip's report, out of a second decoding.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/media/clip_source.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

/// A person's most important frame of each of at most `count` equally long stretches of the
/// person's frames, in order; indices into `person.frames`.
std::vector<std::size_t> telling_frames(const PersonPrediction& person, std::size_t count);

struct ClipPictures {
  struct Still {
    double time = 0;
    std::string jpeg;
  };
  std::vector<std::int64_t> indices;            ///< of all frames that were looked at, in order
  std::vector<double> times;                    ///< theirs, seconds
  std::vector<std::vector<std::string>> chips;  ///< JPEG, by person and telling frame
  std::vector<Still> stills;                    ///< at even distances
  std::string video;                            ///< a file that browsers play; may be empty
  std::string video_type;                       ///< MIME
  double video_start = 0;                       ///< the clip's time at the video's time 0
};

/// `telling` holds the wanted frames of each person. `scratch` is the path of a file that may be
/// made and is removed again.
/// @throws Error{kInput} if the clip does not hold those frames any more; Error{kOutput};
///         Error{kCancelled}.
ClipPictures take_pictures(const ClipPrediction& prediction,
                           const std::vector<std::vector<std::size_t>>& telling,
                           const ClipOptions& options, const std::filesystem::path& scratch,
                           const CancelToken& cancel);

}  // namespace emorec
