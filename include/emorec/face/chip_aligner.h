// Cuts a face out of an image, turned upright and scaled to where a network expects it.
#pragma once

#include <opencv2/core/mat.hpp>

#include "emorec/core/view.h"
#include "emorec/face/face.h"

namespace emorec {

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
