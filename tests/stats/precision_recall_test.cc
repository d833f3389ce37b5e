#include "emorec/stats/precision_recall.h"

#include <gtest/gtest.h>

namespace emorec::testing {
namespace {

// By hand.
TEST(PrecisionRecall, WeightsPrecisionByTheGrowthOfRecall) {
  const auto curve =
      precision_recall({{0.4, true}, {0.9, true}, {0.6, false}, {0.7, true}, {0.1, false}});
  ASSERT_EQ(curve.points.size(), 3U);
  EXPECT_DOUBLE_EQ(curve.points[1].recall, 2 / 3.0);
  EXPECT_DOUBLE_EQ(curve.points[1].precision, 1);
  EXPECT_DOUBLE_EQ(curve.points[2].recall, 1);
  EXPECT_DOUBLE_EQ(curve.points[2].precision, 3 / 4.0);
  EXPECT_DOUBLE_EQ(*curve.average_precision, (1 + 1 + 3 / 4.0) / 3);
}

TEST(PrecisionRecall, ClipsOfEqualProbabilityAreFoundTogetherInWhateverOrder) {
  for (const bool first : {false, true}) {
    const auto curve = precision_recall({{0.5, first}, {0.5, !first}});
    ASSERT_EQ(curve.points.size(), 1U);
    EXPECT_DOUBLE_EQ(curve.points[0].precision, 0.5);
    EXPECT_DOUBLE_EQ(*curve.average_precision, 0.5);
  }
}

TEST(PrecisionRecall, WithoutClipsOfTheEmotionThereIsNoCurve) {
  const auto curve = precision_recall({{0.5, false}});
  EXPECT_TRUE(curve.points.empty());
  EXPECT_FALSE(curve.average_precision);
}

}  // namespace
}  // namespace emorec::testing
