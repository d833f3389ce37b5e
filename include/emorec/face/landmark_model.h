// dlib's 68-point shape predictor (Kazemi and Sullivan, CVPR 2014), loaded once and shared.
#pragma once

#include <filesystem>
#include <memory>

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"

namespace emorec {

class LandmarkModel {
 public:
  /// The model of Debian's libdlib-data, which is in the program, or another in dlib's format.
  /// @throws Error{kModel} naming a file that is missing or damaged.
  static std::shared_ptr<const LandmarkModel> load(const std::filesystem::path& file = {});

  ~LandmarkModel();

  /// Landmarks of the face in `box` of an H×W 8-bit BGR or grey image, `box` being turned by `roll`
  /// radians about its middle, positive = clockwise. Safe from several threads.
  Landmarks fit(const cv::Mat& image, const cv::Rect2f& box, float roll = 0) const;

 private:
  struct Impl;
  explicit LandmarkModel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
