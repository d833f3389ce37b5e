// FER2013 images with FER+ labels: `labels.csv` beside the images it names, with columns path,
// split, fer2013_label and votes_<class> of ten annotators for ten classes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emorec/core/emotion.h"

namespace emorec {

struct LabelledImage {
  std::filesystem::path path;
  EmotionArray votes{};          ///< shares of the seven emotions' votes, sum 1
  std::optional<Emotion> label;  ///< the unique plurality of all ten classes, if it is an emotion
  std::optional<Emotion> fer2013 = {};  ///< the data set's own label
};

/// The images of one split ("train", "public_test") with at least one vote for one of the seven
/// emotions, in the file's order. Barsoum et al. 2016 (arXiv 1608.01041) is the source of the
/// votes.
/// @throws Error{kInput} naming the file, and the line that cannot be understood.
std::vector<LabelledImage> read_fer_plus(const std::filesystem::path& folder,
                                         const std::string& split);

}  // namespace emorec
