#include "image_pyramid.h"

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv/to_open_cv.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "dlib_image.h"

namespace emorec {
namespace {

/// Every grey level beside every other.
cv::Mat noise(int width, int height) {
  cv::Mat picture(height, width, CV_8UC1);
  cv::RNG random(width * 1000 + height);
  random.fill(picture, cv::RNG::UNIFORM, 0, 256);
  return picture;
}

void expect_as_dlib(const cv::Mat& picture) {
  SCOPED_TRACE(testing::Message() << picture.cols << "x" << picture.rows);
  dlib::array2d<unsigned char> expected;
  dlib::pyramid_down<6>()(GreyView(picture), expected);
  cv::Mat smaller;
  ImagePyramid().shrink(picture, smaller);
  ASSERT_EQ(smaller.rows, expected.nr());
  ASSERT_EQ(smaller.cols, expected.nc());
  if (smaller.empty()) return;
  EXPECT_EQ(cv::norm(smaller, dlib::toMat(expected), cv::NORM_INF), 0);
}

TEST(ImagePyramid, ShrinksAsDlibDoesWhateverTheSize) {
  for (int side : {1, 2, 3, 5, 6, 7, 12, 13, 80, 81, 82, 83, 84, 85, 240, 333}) {
    expect_as_dlib(noise(side, 60));
    expect_as_dlib(noise(61, side));
  }
  expect_as_dlib(noise(1440, 1152));
  expect_as_dlib(noise(1921, 1080));
}

TEST(ImagePyramid, RoundsDarkPicturesAsDlibDoes) {
  cv::Mat dark = noise(720, 576);
  dark = dark / 128;  // 0 to 2: many values lie near a half
  expect_as_dlib(dark);
}

TEST(ImagePyramid, AnsweringOneImageLeavesNothingForTheNext) {
  ImagePyramid pyramid;
  cv::Mat first;
  cv::Mat again;
  pyramid.shrink(noise(200, 100), first);
  pyramid.shrink(noise(90, 120), again);
  pyramid.shrink(noise(200, 100), again);
  EXPECT_EQ(cv::norm(first, again, cv::NORM_INF), 0);
}

TEST(ImagePyramid, ShrinksAPartOfAPictureInPlace) {
  expect_as_dlib(noise(300, 200)(cv::Rect(17, 23, 201, 131)));
}

}  // namespace
}  // namespace emorec
