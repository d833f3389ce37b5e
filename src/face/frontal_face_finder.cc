#include "frontal_face_finder.h"

#include <algorithm>

#include <dlib/image_transforms/fhog.h>
#include <dlib/image_transforms/image_pyramid.h>
#include <dlib/opencv/to_open_cv.h>

#include "dlib_image.h"
#include "frontal_faces.h"

namespace emorec {
namespace {

using Pyramid = dlib::pyramid_down<6>;

/// The box of a window, in pixels of the level's image. The first window begins where dlib's
/// feature maps do, four cells before the image; dlib asks for a window's middle.
dlib::rectangle box_of_window(int row, int column) {
  const dlib::point middle(column + kTemplateCells / 2, row + kTemplateCells / 2);
  return dlib::fhog_to_image(dlib::centered_rect(middle, kTemplateCells, kTemplateCells), kHogCell,
                             kTemplateCells, kTemplateCells);
}

/// One of several boxes on a face: the best of each face stays.
std::vector<dlib::rect_detection> best_of_each(std::vector<dlib::rect_detection> found) {
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.detection_confidence > b.detection_confidence;
  });
  const dlib::test_box_overlap one_face(kOneFaceShared, kOneFaceCovered);
  std::vector<dlib::rect_detection> best;
  for (const auto& face : found) {
    const bool known = std::any_of(best.begin(), best.end(), [&](const auto& other) {
      return one_face(other.rect, face.rect);
    });
    if (!known) best.push_back(face);
  }
  return best;
}

}  // namespace

std::vector<dlib::rect_detection> FrontalFaceFinder::find(const cv::Mat& grey, double threshold) {
  std::vector<dlib::rect_detection> found;
  const Pyramid pyramid;
  cv::Mat image = grey;
  dlib::rectangle size(image.cols, image.rows);
  for (int level = 0;; ++level) {
    find_at(image, level, threshold, found);
    size = pyramid.rect_down(size);
    if (size.width() < kSmallestLevel || size.height() < kSmallestLevel) break;
    pyramid(GreyView(image), smaller_);
    image_.swap(smaller_);
    image = dlib::toMat(image_);
  }
  return best_of_each(std::move(found));
}

void FrontalFaceFinder::find_at(const cv::Mat& image, int level, double threshold,
                                std::vector<dlib::rect_detection>& found) {
  extractor_.extract(image, maps_);
  for (std::size_t side = 0; side < kFrontalFaces.size(); ++side) {
    const double bias = kFrontalFaces[side].threshold;
    response_.compute(maps_, kFrontalFaces[side]);
    for (int y = 0; y < maps_.rows(); ++y) {
      const float* sums = response_.row(y);
      for (int x = 0; x < maps_.columns(); ++x) {
        if (sums[x] < bias + threshold) continue;
        dlib::rect_detection face;
        face.detection_confidence = sums[x] - bias;
        face.weight_index = side;
        face.rect = Pyramid().rect_up(box_of_window(y, x), level);
        found.push_back(face);
      }
    }
  }
}

}  // namespace emorec
