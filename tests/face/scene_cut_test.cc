#include "scene_cut.h"

#include <cmath>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "face/scenes.h"

namespace emorec {
namespace {

cv::Mat grey_background(int seed) {
  cv::Mat grey;
  cv::cvtColor(scenes::background(seed), grey, cv::COLOR_BGR2GRAY);
  return grey;
}

TEST(SceneCut, TheFirstFrameIsNone) {
  SceneCutDetector cuts;
  EXPECT_FALSE(cuts.begins_shot(grey_background(1), 0.04));
}

TEST(SceneCut, AnotherPictureIsOneOnce) {
  SceneCutDetector cuts;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(cuts.begins_shot(grey_background(1), 0.04));
  EXPECT_TRUE(cuts.begins_shot(grey_background(2), 0.04));
  EXPECT_FALSE(cuts.begins_shot(grey_background(2), 0.04));
  EXPECT_TRUE(cuts.begins_shot(grey_background(3), 0.04));
}

TEST(SceneCut, LightAndMovementAreNone) {
  SceneCutDetector cuts;
  const cv::Mat grey = grey_background(1);
  cuts.begins_shot(grey, 0.04);
  EXPECT_FALSE(cuts.begins_shot(grey + 60, 0.04));
  for (int i = 0; i < 10; ++i) {
    // The camera pans by 1 % of the picture's width a frame.
    const cv::Matx23d pan(1, 0, -6.0 * i, 0, 1, 0);
    cv::Mat moved;
    cv::warpAffine(grey, moved, pan, grey.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    EXPECT_FALSE(cuts.begins_shot(moved, 0.04)) << i;
  }
}

TEST(SceneCut, MovementThatGoesOnIsNone) {
  SceneCutDetector cuts;
  double place = 0;
  for (int i = 0; i < 8; ++i) {
    cv::Mat stripes(480, 640, CV_8U);  // five frames a second of a pan that gets faster
    for (int x = 0; x < stripes.cols; ++x) {
      stripes.col(x).setTo(128 + 100 * std::sin(2 * CV_PI * (x - place) / 320));
    }
    EXPECT_FALSE(cuts.begins_shot(stripes, 0.2)) << i;
    place += 6 + 4 * i;
  }
}

}  // namespace
}  // namespace emorec
