// Flow by directions, against values worked out by hand.
#include "motion_net.h"

#include <cmath>

#include <gtest/gtest.h>
#include <torch/types.h>

namespace emorec::testing {
namespace {

/// What a flow and a change of light become: light, right, right and down, down, and so on round.
std::vector<float> directions_of(float light, float right, float down) {
  const auto picture = torch::tensor({light, down, right}).view({1, 3, 1, 1});
  const auto channels = flow_by_direction(picture).flatten().contiguous();
  return {channels.data_ptr<float>(), channels.data_ptr<float>() + channels.numel()};
}

void expect_near(const std::vector<float>& values, const std::vector<float>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], 1e-5) << i;
}

TEST(MotionNet, GivesEachDirectionItsOwnChannel) {
  expect_near(directions_of(0.5F, 3, 0), {0.5F, 3, 0, 0, 0, 0, 0, 0, 0});
  expect_near(directions_of(0, 0, 3), {0, 0, 0, 3, 0, 0, 0, 0, 0});
  expect_near(directions_of(0, -3, 0), {0, 0, 0, 0, 0, 3, 0, 0, 0});
  expect_near(directions_of(0, 3, -3), {0, 0, 0, 0, 0, 0, 0, 0, std::sqrt(18.0F)});
  expect_near(directions_of(0, 0, 0), {0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST(MotionNet, SharesWhatLiesBetweenTwoDirections) {
  // 22.5 degrees: (0.9238795 - 0.7071068) / (1 - 0.7071068) = 0.7401082 of the length goes to each.
  const float length = 2;
  const auto values = directions_of(0, length * 0.9238795F, length * 0.3826834F);
  const float each = length * 0.7401082F;
  expect_near(values, {0, each, each, 0, 0, 0, 0, 0, 0});
}

TEST(MotionNet, GivesAMapOfItsPicture) {
  MotionNet network;
  EXPECT_EQ(network.forward(torch::randn({2, 3, 56, 56})).sizes(),
            torch::IntArrayRef({2, 128, 7, 7}));
}

}  // namespace
}  // namespace emorec::testing
