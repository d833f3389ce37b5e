// What is read off a subject and its frames for pictures and lists.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emorec/pipeline/prediction.h"

namespace emorec {

/// Places in `subject.frames`, the most important first; of equals the earlier.
std::vector<std::size_t> by_importance(const Subject& subject);

/// What this frame alone is taken for: the softmax of its logits, sum 1. (P(t,·), in contrast, sums
/// to 1 over all frames.)
Distribution own_probabilities(const FramePrediction& frame);

/// "face 62 %, context 38 %": how much each of the model's views counts. Empty for one view.
std::string text_of_shares(const std::vector<double>& shares, const ModelIdentity& model);

/// The same over all frames, each by its importance.
std::vector<double> mean_shares(const Subject& subject);

/// "object: geyser 61 %, volcano 20 %": the likeliest two words of each view that has any.
std::vector<std::string> texts_of_words(const FramePrediction& frame);

/// What a column "person" says: the person's number, or "scene".
std::string id_of(const Subject& subject);

/// "x,y,width,height" of the face, or "," three times where there is none.
std::string box_cells(const FramePrediction& frame, int decimals);

}  // namespace emorec
