// Face chips of labelled stills, cut as at inference.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "emorec/data/fer_plus.h"
#include "emorec/face/chip_aligner.h"
#include "emorec/face/landmark_model.h"

namespace emorec {

/// N grey chips of size×size bytes, each in two framings.
struct StillChips {
  int size = 0;
  std::vector<std::uint8_t> whole;    ///< N×size×size: the data set's own crop, enlarged
  std::vector<std::uint8_t> aligned;  ///< N×size×size: cut by landmarks; zeros without a face
  std::vector<bool> has_face;         ///< N: the detector found the face in the crop
  std::vector<EmotionArray> votes;    ///< N
  std::vector<int> labels;            ///< N: index of the plurality emotion, −1 if there is none
  std::vector<int> fer2013;           ///< N: index of the data set's own label, −1 likewise

  std::size_t count() const { return labels.size(); }
};

/// Images of under 100 pixels are taken for crops that a face fills (FER2013's 48×48): they are
/// enlarged and given a border, so that the detector sees a face with surroundings.
/// @throws Error{kInput} naming an image that cannot be read.
StillChips cut_still_chips(const std::vector<LabelledImage>& images, int size,
                           const ChipTemplate& chip_template,
                           const std::shared_ptr<const LandmarkModel>& landmarks, int threads);

/// The chips whose face was found, in the aligned framing alone: for images that are more than a
/// face.
StillChips only_aligned(const StillChips& chips);

/// @pre both are of one size.
void append(StillChips& chips, const StillChips& more);

}  // namespace emorec
