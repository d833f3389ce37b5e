#include "emorec/batch/shard.h"

#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

/// Sizes as differ in a real corpus: a few long clips, many short ones.
ClipList clips_of_many_sizes(std::size_t count) {
  std::mt19937 random(5);
  std::exponential_distribution<double> size(1e-5);
  ClipList clips;
  for (std::size_t i = 0; i < count; ++i) {
    clips.push_back({std::to_string(i), static_cast<std::uintmax_t>(size(random)), 0});
  }
  return clips;
}

TEST(Shard, TogetherTheyHoldEveryClipOnceAndEachInOrder) {
  const auto clips = clips_of_many_sizes(1000);
  std::vector<int> seen(clips.size());
  for (int number = 1; number <= 7; ++number) {
    const auto shard = clips_of({number, 7}, clips);
    EXPECT_TRUE(std::is_sorted(shard.begin(), shard.end()));
    for (const auto index : shard) ++seen[index];
  }
  EXPECT_THAT(seen, ::testing::Each(1));
}

TEST(Shard, AreBalancedByBytes) {
  const auto clips = clips_of_many_sizes(1000);
  std::vector<double> bytes;
  for (int number = 1; number <= 7; ++number) {
    double sum = 0;
    for (const auto index : clips_of({number, 7}, clips)) {
      sum += static_cast<double>(clips[index].size);
    }
    bytes.push_back(sum);
  }
  const auto [least, most] = std::minmax_element(bytes.begin(), bytes.end());
  EXPECT_LT(*most / *least, 1.001);
}

TEST(Shard, LargestClipsGoFirstToTheLightest) {
  const ClipList clips = {{"a", 3, 0}, {"b", 10, 0}, {"c", 4, 0}, {"d", 3, 0}};
  EXPECT_THAT(clips_of({1, 2}, clips), ::testing::ElementsAre(1));
  EXPECT_THAT(clips_of({2, 2}, clips), ::testing::ElementsAre(0, 2, 3));
}

TEST(Shard, SpreadEmptyFilesToo) {
  const ClipList clips(10);
  EXPECT_EQ(clips_of({1, 2}, clips).size(), 5U);
}

TEST(Shard, MayBeEmpty) {
  EXPECT_THAT(clips_of({3, 3}, clips_of_many_sizes(2)), ::testing::IsEmpty());
}

TEST(Shard, IsWrittenAsNumberAndCount) {
  const Shard shard = Shard::parse("2/8");
  EXPECT_EQ(shard.number, 2);
  EXPECT_EQ(shard.count, 8);
  for (const char* text : {"", "2", "0/8", "9/8", "-1/8", "2/", "/8", "2/8/1", "a/b", "2 / 8"}) {
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { Shard::parse(text); }), HasSubstr("2/8")) << text;
  }
}

}  // namespace
}  // namespace emorec::testing
