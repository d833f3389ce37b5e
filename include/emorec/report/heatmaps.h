// --heatmaps: a folder with a PNG of every scored face, its attention over it, and a table of them.
#pragma once

#include <filesystem>
#include <memory>

#include "emorec/pipeline/prediction.h"
#include "emorec/report/clip_picture.h"

namespace emorec {

/// Files "person0_frame000012.png" and "frames.csv" (RFC 4180: person, frame, time, importance,
/// label, file, box, and the seven probabilities of the frame by itself, which sum to 1).
/// `prediction` must outlive it.
std::unique_ptr<ClipPicture> make_heatmaps(const std::filesystem::path& folder,
                                           const ClipPrediction& prediction);

}  // namespace emorec
