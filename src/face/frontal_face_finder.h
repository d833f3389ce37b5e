// dlib's frontal face detector (its templates, pyramid, boxes and order of answers), computed by
// features and filters that are wide where the processor is: in half the time.
#pragma once

#include <vector>

#include <dlib/array2d.h>
#include <dlib/image_processing/object_detector.h>
#include <opencv2/core/mat.hpp>

#include "hog_features.h"
#include "template_response.h"

namespace emorec {

/// Keeps its memory from one image to the next.
class FrontalFaceFinder {
 public:
  /// As dlib::get_frontal_face_detector()(grey, found, threshold): faces in an H×W 8-bit image that
  /// score at least `threshold`, best first.
  std::vector<dlib::rect_detection> find(const cv::Mat& grey, double threshold);

 private:
  void find_at(const cv::Mat& image, int level, double threshold,
               std::vector<dlib::rect_detection>& found);

  HogExtractor extractor_;
  HogMaps maps_;
  TemplateResponse response_;
  // The level of the pyramid that is looked at, unless it is the image itself, and the next one.
  dlib::array2d<unsigned char> image_;
  dlib::array2d<unsigned char> smaller_;
};

}  // namespace emorec
