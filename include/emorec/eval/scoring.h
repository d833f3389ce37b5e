// The answers that an evaluation is about: computed here, or read from what `emorec batch` wrote.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/data/dataset.h"
#include "emorec/nn/pooling.h"
#include "emorec/pipeline/clip_classifier.h"

namespace emorec {

/// What is kept of a clip's prediction; frames are not.
struct ClipScore {
  ClipStatus status = ClipStatus::kNoFace;
  std::string error;  ///< why the status is not ok
  /// p(·) by `Pooling`, if the status is ok: by the model's own and by kFramePoolings, of which the
  /// others mean nothing if the model's is none of these.
  std::array<Distribution, kPoolingCount> probabilities;

  Distribution& by(Pooling pooling) { return probabilities[static_cast<std::size_t>(pooling)]; }
  const Distribution& by(Pooling pooling) const {
    return probabilities[static_cast<std::size_t>(pooling)];
  }
};

/// One model's answers to a data set.
struct ModelScores {
  ModelIdentity model;
  std::vector<ClipScore> clips;  ///< as many as the data set has, in its order
};

ClipScore score_of(const ClipPrediction& prediction);

/// Clips are classified by `jobs` threads. `on_clip` is called with each score, by one thread at a
/// time, in the order in which clips end.
/// The scores do not depend on the number of threads.
/// @throws Error{kCancelled}.
ModelScores score_clips(const Dataset& dataset, const ClipClassifier& classifier, int jobs,
                        const CancelToken& cancel,
                        const std::function<void(const ClipScore&)>& on_clip);

/// The labels that the file's first row answers with; AFEW's seven if it is no such row.
LabelSet labels_of_predictions(const std::filesystem::path& file);

/// From lines of "emorec.prediction/2". A clip's row is the last one whose "file", seen from the
/// current folder, is the clip's path. Rows of other files are passed over.
/// @throws Error{kInput} listing lines that are no such rows, rows whose model or prior adjustment
///         is not the first one's, and clips without a row.
ModelScores read_predictions(const std::filesystem::path& file, const Dataset& dataset);

}  // namespace emorec
