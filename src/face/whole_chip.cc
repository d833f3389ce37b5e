#include "emorec/face/whole_chip.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

/// Where the picture lies in its square.
cv::Rect place_in_square(cv::Size image) {
  const int side = std::max(image.width, image.height);
  return {{(side - image.width) / 2, (side - image.height) / 2}, image};
}

}  // namespace

cv::Mat squared(const cv::Mat& image) {
  if (image.rows == image.cols) return image;
  const cv::Rect place = place_in_square(image.size());
  const int side = std::max(image.cols, image.rows);
  cv::Mat square;
  cv::copyMakeBorder(image, square, place.y, side - place.br().y, place.x, side - place.br().x,
                     cv::BORDER_REPLICATE);
  return square;
}

cv::Mat whole_chip(const cv::Mat& image, int size) {
  const cv::Mat square = squared(image);
  if (square.cols == size) return square;
  cv::Mat chip;
  cv::resize(square, chip, {size, size}, 0, 0,
             square.cols > size ? cv::INTER_AREA : cv::INTER_LINEAR);
  return chip;
}

cv::Matx23d whole_chip_transform(cv::Size image, int size) {
  const cv::Rect place = place_in_square(image);
  const double scale = static_cast<double>(size) / std::max(image.width, image.height);
  // Pixel centres lie at half-integers.
  const double middle = (scale - 1) / 2;
  return {scale, 0, middle + scale * place.x, 0, scale, middle + scale * place.y};
}

}  // namespace emorec
