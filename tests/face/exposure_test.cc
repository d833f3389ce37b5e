#include "emorec/face/exposure.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "emorec/face/face_tracker.h"

#include "face/scenes.h"

namespace emorec {
namespace {

cv::Mat ramp(int darkest, int lightest) {
  cv::Mat picture(1, lightest - darkest + 1, CV_8U);
  for (int x = 0; x < picture.cols; ++x) {
    picture.at<std::uint8_t>(x) = static_cast<std::uint8_t>(darkest + x);
  }
  return picture;
}

TEST(Exposure, LightPicturesStayAsTheyAre) {
  cv::Mat picture = ramp(0, 255);
  lighten(picture);
  EXPECT_EQ(cv::norm(picture, ramp(0, 255), cv::NORM_INF), 0);
}

TEST(Exposure, APlainDarkPictureComesToFourTenthsOfWhite) {
  cv::Mat picture(4, 4, CV_8U, cv::Scalar(20));
  lighten(picture);
  EXPECT_EQ(cv::norm(picture, cv::Mat(4, 4, CV_8U, cv::Scalar(102)), cv::NORM_INF), 0);
}

TEST(Exposure, KeepsWhatIsDarkerAndWhatIsLighterApart) {
  cv::Mat picture = ramp(0, 60);
  lighten(picture);
  for (int x = 1; x < picture.cols; ++x) {
    EXPECT_GT(picture.at<std::uint8_t>(x), picture.at<std::uint8_t>(x - 1));
  }
  EXPECT_EQ(picture.at<std::uint8_t>(0), 0);
}

TEST(Exposure, BlackStaysBlack) {
  cv::Mat picture = cv::Mat::zeros(4, 4, CV_8U);
  lighten(picture);
  EXPECT_EQ(cv::countNonZero(picture), 0);
}

/// As film at night: a sixteenth of the light, and the grain of the camera.
TEST(Exposure, FacesAreFoundInTheDark) {
  cv::Mat picture = scenes::background(1);
  scenes::paint(picture, scenes::hopper(), {320, 240}, 130);
  cv::Mat dark;
  cv::Mat grain(picture.size(), CV_64FC3);
  cv::RNG(1).fill(grain, cv::RNG::NORMAL, 0, 3);
  picture.convertTo(dark, CV_64F, 1.0 / 255);
  cv::pow(dark, 1.8, dark);
  dark = 255.0 / 16 * dark + grain;
  dark.convertTo(picture, CV_8U);
  FaceTracker tracker({}, FaceDetector::create({}), scenes::landmark_model());
  EXPECT_EQ(tracker.update({picture, 0, 0.0}).size(), 1U);
}

}  // namespace
}  // namespace emorec
