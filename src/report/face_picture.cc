#include "emorec/report/face_picture.h"

#include "emorec/report/heat_map.h"

namespace emorec {
namespace {

constexpr float kHeatStrength =
    0.75F;  // the face's features stay recognisable in the hottest place

/// To a chip of another side. Pixel centres lie at half-integers.
cv::Matx23d enlarged(const cv::Matx23d& to_chip, double scale) {
  cv::Matx23d result = to_chip * scale;
  for (int row = 0; row < 2; ++row) result(row, 2) += (scale - 1) / 2;
  return result;
}

}  // namespace

FacePicture::FacePicture(const ModelIdentity& model, int side)
    : model_(model), side_(side), aligner_(side) {}

cv::Mat3b FacePicture::face(const cv::Mat& image, const FramePrediction& frame) const {
  return aligner_.cut(image,
                      enlarged(frame.to_chip, static_cast<double>(side_) / model_.chip_side));
}

cv::Mat3b FacePicture::with_heat(const cv::Mat3b& face, const FramePrediction& frame) const {
  return blend_heat(face, heat_map(frame, model_, side_), kHeatStrength);
}

}  // namespace emorec
