// The arithmetic of times: even sampling and the clip's clock.
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../src/media/clip_clock.h"
#include "../../src/media/sampling.h"

namespace emorec::media {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();  // AV_NOPTS_VALUE

std::vector<double> steady(int count) {
  std::vector<double> times;
  times.reserve(count);
  for (int n = 0; n < count; ++n) times.push_back(n);
  return times;
}

TEST(ChooseEvenlyTest, TheMiddleOfEachPart) {
  EXPECT_THAT(choose_evenly(steady(9), 3), ElementsAre(1, 4, 7));
  EXPECT_THAT(choose_evenly(steady(9), 1), ElementsAre(4));
  // Parts of 2.5: their middles are 0.75, 3.25, 5.75 and 8.25.
  EXPECT_THAT(choose_evenly(steady(10), 4), ElementsAre(1, 3, 6, 8));
  // Parts of 2: their middles lie half-way between two frames, of which the earlier is taken.
  EXPECT_THAT(choose_evenly(steady(4), 2), ElementsAre(0, 2));
}

TEST(ChooseEvenlyTest, AllIfThereAreNoMore) {
  EXPECT_THAT(choose_evenly(steady(3), 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(choose_evenly(steady(3), 4), ElementsAre(0, 1, 2));
  EXPECT_THAT(choose_evenly({}, 4), IsEmpty());
}

TEST(ChooseEvenlyTest, ByTimeNotByCount) {
  // Ten frames in the first second, then one a second.
  std::vector<double> times;
  times.reserve(20);
  for (int n = 0; n < 10; ++n) times.push_back(0.1 * n);
  for (int n = 1; n <= 10; ++n) times.push_back(n);
  const std::vector<double> chosen = choose_evenly(times, 5);
  ASSERT_EQ(chosen.size(), 5U);
  EXPECT_LT(chosen[0], 1.0);
  for (int i = 1; i < 5; ++i) EXPECT_NEAR(chosen[i] - chosen[i - 1], 2.1, 1.0);
}

TEST(ChooseEvenlyTest, AlwaysAsManyAsAskedForAndNoneTwice) {
  // A long gap: whole parts without a frame.
  const std::vector<double> times = {0, 0.1, 0.2, 0.3, 100, 100.1, 100.2};
  for (int count = 1; count <= 7; ++count) {
    const std::vector<double> chosen = choose_evenly(times, count);
    ASSERT_EQ(chosen.size(), static_cast<std::size_t>(count));
    for (int i = 1; i < count; ++i) EXPECT_GT(chosen[i], chosen[i - 1]);
  }
}

TEST(FrameSamplerTest, TheNextFrameStandsInForALostOne) {
  FrameSampler sampler({1.0, 3.0});
  EXPECT_FALSE(sampler.wants(0.0));
  EXPECT_TRUE(sampler.wants(1.0));  // but could not be converted
  EXPECT_TRUE(sampler.wants(2.0));
  sampler.take(2.0);
  EXPECT_FALSE(sampler.wants(2.5));
  EXPECT_TRUE(sampler.wants(3.0));
  sampler.take(3.0);
  EXPECT_FALSE(sampler.wants(4.0));
}

TEST(FrameSamplerTest, WantsAllByDefault) {
  FrameSampler sampler;
  EXPECT_TRUE(sampler.wants(0.0));
  sampler.take(0.0);
  EXPECT_TRUE(sampler.wants(1.0));
}

std::vector<double> stamps(const std::vector<std::int64_t>& timestamps) {
  ClipClock clock({1, 100}, 0.04);
  std::vector<double> times;
  times.reserve(timestamps.size());
  for (const std::int64_t timestamp : timestamps) times.push_back(clock.stamp(timestamp));
  return times;
}

MATCHER_P(Near, expected, "") { return std::abs(arg - expected) < 1e-9; }

TEST(ClipClockTest, FromTheFirstFrame) {
  EXPECT_THAT(stamps({700, 704, 712}), ElementsAre(Near(0.0), Near(0.04), Near(0.12)));
}

TEST(ClipClockTest, MissingTimestampsFollowByAFrame) {
  EXPECT_THAT(stamps({0, kNone, kNone, 12}),
              ElementsAre(Near(0.0), Near(0.04), Near(0.08), Near(0.12)));
  EXPECT_THAT(stamps({kNone, kNone}), ElementsAre(Near(0.0), Near(0.04)));
}

TEST(ClipClockTest, SmallDisorderDoesNotSpread) {
  EXPECT_THAT(stamps({0, 8, 4, 12}), ElementsAre(Near(0.0), Near(0.08), Near(0.084), Near(0.12)));
  EXPECT_THAT(stamps({0, 4, 4, 8}), ElementsAre(Near(0.0), Near(0.04), Near(0.044), Near(0.08)));
}

TEST(ClipClockTest, ALeapBackRunsOn) {
  EXPECT_THAT(stamps({0, 4, 800, 0, 4, 8}),
              ElementsAre(Near(0.0), Near(0.04), Near(8.0), Near(8.04), Near(8.08), Near(8.12)));
}

TEST(ClipClockTest, AGivenOriginIsKept) {
  ClipClock clock({1, 100}, 0.04);
  clock.set_origin(100);
  EXPECT_THAT(clock.stamp(1100), Near(10.0));
}

TEST(ClipClockTest, HostileTimestampsStayFiniteAndIncrease) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const std::vector<double> times = stamps({-kMax, kMax, -kMax, 0, kNone});
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i], times[i - 1]);
}

}  // namespace
}  // namespace emorec::media
