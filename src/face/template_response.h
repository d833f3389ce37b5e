// How well a face's template fits at every place of a picture's feature maps.
#pragma once

#include <cstddef>
#include <vector>

#include "frontal_faces.h"
#include "hog_features.h"

namespace emorec {

/// Keeps its memory from one template to the next.
class TemplateResponse {
 public:
  /// Sums of weights times features with the template's middle on each of the maps' cells.
  void compute(const HogMaps& maps, const FaceTemplate& face);

  /// The responses in one row of cells, as many as the maps have columns.
  const float* row(int y) const { return sums_.data() + y * stride_; }

 private:
  std::ptrdiff_t stride_ = 0;
  std::vector<float> rows_filtered_;
  std::vector<float> sums_;
};

}  // namespace emorec
