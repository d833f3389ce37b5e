// Pictures with people at known places, painted from two portraits of samples/portraits.
#pragma once

#include <memory>

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"
#include "emorec/face/landmark_model.h"

namespace emorec::scenes {

/// A head and shoulders that can be painted anywhere.
struct Person {
  cv::Mat image;     ///< BGR
  cv::Mat alpha;     ///< 8-bit, 0 where the background shows
  cv::Point2f face;  ///< centre of the face's box in `image`
  float width = 0;   ///< that box's
};

const Person& collins();
const Person& hopper();

/// The portrait as it is stored.
cv::Mat portrait(const char* file);

/// 640×480, furnished by chance but always the same for one seed, without a face.
cv::Mat background(int seed);

/// Paints the person with the face's box `width` wide around `centre`, turned clockwise by `roll`
/// degrees.
void paint(cv::Mat& picture, const Person& person, cv::Point2f centre, float width,
           double roll = 0);

/// Loaded once for all tests: it takes 0.3 s.
std::shared_ptr<const LandmarkModel> landmark_model();

}  // namespace emorec::scenes
