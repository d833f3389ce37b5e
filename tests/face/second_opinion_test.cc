#include "second_opinion.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "face/scenes.h"

namespace emorec {
namespace {

cv::Rect2f box_around(const cv::Point2f& centre, float width) {
  return {centre.x - width / 2, centre.y - width / 2, width, width};
}

TEST(SecondOpinion, ConfirmsPeopleWhereTheyAre) {
  SecondOpinion opinion;
  for (const auto* person : {&scenes::collins(), &scenes::hopper()}) {
    for (const float width : {40.0F, 90.0F, 250.0F}) {
      cv::Mat picture = scenes::background(1);
      paint(picture, *person, {400, 230}, width);
      EXPECT_TRUE(opinion.confirms(picture, box_around({400, 230}, width))) << width;
      EXPECT_FALSE(opinion.confirms(picture, box_around({60, 60}, width / 2))) << width;
      picture *= 0.15;
      EXPECT_TRUE(opinion.confirms(picture, box_around({400, 230}, width))) << width << ", dark";
    }
  }
}

TEST(SecondOpinion, ConfirmsAFaceThatTheImageCuts) {
  SecondOpinion opinion;
  cv::Mat picture = scenes::background(2);
  paint(picture, scenes::collins(), {620, 50}, 150);
  EXPECT_TRUE(opinion.confirms(picture, box_around({620, 50}, 150)));
}

TEST(SecondOpinion, SeesNobodyInPicturesOfNothing) {
  SecondOpinion opinion;
  for (int seed = 0; seed < 8; ++seed) {
    const cv::Mat room = scenes::background(seed);
    EXPECT_FALSE(opinion.confirms(room, box_around({320, 240}, 60.0F * (seed + 1)))) << seed;
  }
  const cv::Mat grey(480, 640, CV_8UC3, cv::Scalar::all(128));
  EXPECT_FALSE(opinion.confirms(grey, box_around({320, 240}, 200)));
  EXPECT_FALSE(opinion.confirms(grey, box_around({-5000, 9000}, 200)));
  EXPECT_FALSE(opinion.confirms(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(9)), {0, 0, 1, 1}));
}

}  // namespace
}  // namespace emorec
