// --overlay: the clip again, with what was found drawn into it.
#pragma once

#include <filesystem>
#include <memory>

#include "emorec/pipeline/prediction.h"
#include "emorec/report/clip_picture.h"

namespace emorec {

struct OverlayOptions {
  double end;       ///< seconds at which the sound ends: what the clip was cut at
  int threads = 1;  ///< for encoding
};

/// An MP4 with the clip's frames at their times and its sound. Over each scored face lies its
/// attention; around it a box in the colour of what the frame alone is taken for, with the person's
/// id and that label, and a bar of the frame's importance (full: the person's most important
/// frame). A line at the bottom says what the clip is taken for. Lines and letters grow with the
/// frame. Give it every frame of the clip, also those that were not sampled.
/// `prediction` must outlive it.
/// @throws Error{kOutput} if nothing can be written at `path`.
std::unique_ptr<ClipPicture> make_overlay(const std::filesystem::path& path,
                                          const ClipPrediction& prediction,
                                          const OverlayOptions& options);

}  // namespace emorec
