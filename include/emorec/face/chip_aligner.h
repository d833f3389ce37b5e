// Cuts a face out of an image, turned upright and scaled to where a network expects it.
#pragma once

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"

namespace emorec {

/// Where five landmarks that expressions hardly move (the eyes' four corners and the base of the
/// nose) come to lie in a chip, in units of the chip's side. The defaults are their mean places in
/// 1,291 FER2013 training images, made symmetric: an aligned chip frames a face as that data set
/// does, brow to lower lip with the chin at the edge, which is the margin that models are trained
/// with.
struct ChipTemplate {
  float outer_eye = 0.2515F;  ///< horizontal distance of an eye's outer corner from the middle
  float inner_eye = 0.1060F;  ///< likewise, inner corner
  float eye_line = 0.3870F;   ///< vertical place of the eyes' corners
  float nose_base = 0.6560F;  ///< vertical place of the nose's base
};

class ChipAligner {
 public:
  explicit ChipAligner(int size, const ChipTemplate& chip_template = {});

  /// The least-squares similarity from image pixels to chip pixels (Umeyama 1991), 2×3 double.
  cv::Matx23d transform(const Landmarks& landmarks) const;

  /// A size×size chip by such a transform, with the image's channels. Pixels outside the image
  /// repeat its border. Faces much larger than the chip are reduced by area averaging first, so
  /// that fine texture does not alias.
  cv::Mat cut(const cv::Mat& image, const cv::Matx23d& to_chip) const;
  cv::Mat cut(const cv::Mat& image, const Landmarks& landmarks) const;

 private:
  int size_;
  ChipTemplate template_;
};

}  // namespace emorec
