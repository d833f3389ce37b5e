// What a person looks like, so that they are known again: a small grey picture of the face, upright
// and of even contrast, and the colours of head and clothes.
#pragma once

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"

namespace emorec {

struct Appearance {
  cv::Mat patch;    ///< 1×256 float, the aligned face with zero mean and unit norm
  cv::Mat colours;  ///< 1×256 float, square roots of two HSV histograms, unit norm
};

/// The face in a grey image as `Appearance::patch`.
cv::Mat face_patch(const cv::Mat& grey, const Landmarks& landmarks);

Appearance appearance_of(const cv::Mat& bgr, const cv::Mat& grey, const Landmarks& landmarks);

/// Cosine of two patches, or of two colour descriptions: 1 = the same.
double likeness(const cv::Mat& a, const cv::Mat& b);

/// How alike two people look, 0 to 1: face and colours must both agree.
double likeness(const Appearance& a, const Appearance& b);

/// Moves `average` towards `sample` by the share `rate`.
void blend(Appearance& average, const Appearance& sample, double rate);

}  // namespace emorec
