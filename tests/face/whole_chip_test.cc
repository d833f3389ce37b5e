#include "emorec/face/whole_chip.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace emorec::testing {
namespace {

// A tall picture, darker from top to bottom, with a white pixel.
cv::Mat1b tall_picture() {
  cv::Mat1b image(12, 8);
  for (int row = 0; row < image.rows; ++row) image.row(row) = 100 - 5 * row;
  image(3, 2) = 255;
  return image;
}

TEST(WholeChip, ASquareRepeatsTheEdgesOfAPictureInItsMiddle) {
  const cv::Mat1b image = tall_picture();
  const cv::Mat1b square = squared(image);
  ASSERT_EQ(square.size(), cv::Size(12, 12));
  EXPECT_EQ(square(3, 4), 255);
  EXPECT_EQ(square(7, 0), image(7, 0));
  EXPECT_EQ(square(7, 11), image(7, 7));
  const cv::Mat1b wide = squared(image.t());
  EXPECT_EQ(wide(4, 3), 255);
  EXPECT_EQ(wide(0, 7), image(7, 0));
}

TEST(WholeChip, TheTransformTakesAPixelToItsPlaceInTheChip) {
  const cv::Mat1b image = tall_picture();
  const int size = 36;  // three times the longer side
  const cv::Mat1b chip = whole_chip(image, size);
  ASSERT_EQ(chip.size(), cv::Size(size, size));
  const cv::Matx23d to_chip = whole_chip_transform(image.size(), size);
  const cv::Vec2d place = to_chip * cv::Vec3d(2, 3, 1);
  EXPECT_NEAR(place[0], 3 * 4 + 1, 1e-9);  // the middle of its nine pixels
  EXPECT_NEAR(place[1], 3 * 3 + 1, 1e-9);
  EXPECT_EQ(chip(static_cast<int>(place[1]), static_cast<int>(place[0])), 255);
}

TEST(WholeChip, ASquarePictureOfThatSizeIsLeftAsItIs) {
  const cv::Mat1b image = tall_picture()(cv::Rect(0, 0, 8, 8));
  EXPECT_EQ(cv::countNonZero(whole_chip(image, 8) != image), 0);
  const cv::Matx23d to_chip = whole_chip_transform(image.size(), 8);
  EXPECT_EQ(to_chip, cv::Matx23d(1, 0, 0, 0, 1, 0));
}

}  // namespace
}  // namespace emorec::testing
