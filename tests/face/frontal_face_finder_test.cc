#include "frontal_face_finder.h"

#include <dlib/image_processing/frontal_face_detector.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "dlib_image.h"
#include "face/scenes.h"

namespace emorec {
namespace {

/// Faces that dlib's own detector finds must be found, and no others.
void expect_as_dlib(const cv::Mat& picture, double threshold) {
  static dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
  static FrontalFaceFinder finder;
  const cv::Mat grey = to_grey(picture);
  SCOPED_TRACE(testing::Message() << grey.cols << "x" << grey.rows << " at " << threshold);
  std::vector<dlib::rect_detection> expected;
  detector(GreyView(grey), expected, threshold);
  const auto found = finder.find(grey, threshold);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].rect, expected[i].rect);
    EXPECT_EQ(found[i].weight_index, expected[i].weight_index);
    EXPECT_NEAR(found[i].detection_confidence, expected[i].detection_confidence, 1e-4);
  }
}

/// Heads tilted either way, of three sizes, one of them partly outside.
cv::Mat crowd() {
  cv::Mat picture = scenes::background(4);
  scenes::paint(picture, scenes::collins(), {120, 150}, 110, -25);
  scenes::paint(picture, scenes::hopper(), {330, 220}, 180, 8);
  scenes::paint(picture, scenes::collins(), {560, 330}, 90, 20);
  scenes::paint(picture, scenes::hopper(), {610, 80}, 100);
  return picture;
}

TEST(FrontalFaceFinder, FindsWhatDlibFinds) {
  expect_as_dlib(crowd(), 0);
  expect_as_dlib(scenes::portrait("grace_hopper.jpg"), 0);
  expect_as_dlib(scenes::background(7), 0);
}

TEST(FrontalFaceFinder, FindsTheSameDoubtfulFacesAsDlib) {
  expect_as_dlib(crowd(), -1);
  expect_as_dlib(scenes::background(7), -1);
}

TEST(FrontalFaceFinder, AgreesWithDlibWhateverTheSize) {
  for (int width : {1, 20, 63, 80, 81, 95, 113, 200, 333}) {
    for (int height : {1, 79, 80, 100, 131, 240}) {
      cv::Mat picture;
      cv::resize(crowd(), picture, {width, height}, 0, 0, cv::INTER_AREA);
      expect_as_dlib(picture, -1);
    }
  }
}

TEST(FrontalFaceFinder, LooksAtAPartOfAPictureInPlace) {
  expect_as_dlib(to_grey(crowd())(cv::Rect(200, 60, 277, 301)), -0.5);
}

}  // namespace
}  // namespace emorec
