// A picture that a face fills, as a chip: for data sets of crops, and `--cropped`.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/matx.hpp>

namespace emorec {

/// The picture in the middle of a square of its longer side, whose rest repeats the picture's edge:
/// faces keep their proportions.
cv::Mat squared(const cv::Mat& image);

/// The squared picture at size×size pixels.
cv::Mat whole_chip(const cv::Mat& image, int size);

/// From the pixels of a picture of that size to those of its chip.
cv::Matx23d whole_chip_transform(cv::Size image, int size);

}  // namespace emorec
