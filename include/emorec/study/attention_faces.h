// Face chips with their landmarks, out of stills and clips: what an attention study looks at.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/cancel.h"
#include "emorec/core/view.h"
#include "emorec/face/face_tracker.h"
#include "emorec/media/clip_source.h"

namespace emorec {

struct AttentionFace {
  std::size_t clip = 0;  ///< its clip's place among those that were given
  cv::Mat3b chip;        ///< S×S, BGR, as the network gets it
  Landmarks landmarks;   ///< pixels of the chip
};

struct AttentionFaceOptions {
  ClipOptions clip;  ///< gives `max_frames` frames of each clip
  TrackerOptions tracker;
  std::filesystem::path landmarks;  ///< empty: where Debian puts the model
  ViewSpec view;                    ///< a face's
  int threads = 1;
};

struct AttentionFaces {
  std::vector<AttentionFace> faces;  ///< in the order of their clips and frames
  std::size_t clips = 0;
  std::size_t without_face = 0;         ///< clips without one
  std::vector<std::string> unreadable;  ///< why, for each clip that is
};

/// The largest face of each frame, found as by ClipClassifier. `on_clip` is called as each clip
/// ends, by one thread at a time. Does not depend on the number of threads.
/// @throws Error{kModel} or Error{kCancelled}.
AttentionFaces find_attention_faces(const std::vector<std::filesystem::path>& clips,
                                    const AttentionFaceOptions& options, const CancelToken& cancel,
                                    const std::function<void()>& on_clip);

}  // namespace emorec
