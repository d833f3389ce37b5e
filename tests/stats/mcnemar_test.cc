#include "emorec/stats/mcnemar.h"

#include <gtest/gtest.h>

namespace emorec::testing {
namespace {

TEST(McNemarTest, ByHand) {
  EXPECT_DOUBLE_EQ((McNemar{0, 0}.p()), 1);
  EXPECT_NEAR((McNemar{0, 5}.p()), 2 / 32.0, 1e-12);
  EXPECT_NEAR((McNemar{1, 5}.p()), 2 * (1 + 6) / 64.0, 1e-12);
  EXPECT_NEAR((McNemar{5, 1}.p()), 2 * (1 + 6) / 64.0, 1e-12);
  EXPECT_DOUBLE_EQ((McNemar{3, 3}.p()), 1);  // twice the tail would be more than 1
}

// scipy.stats.binomtest(k, n).pvalue, scipy 1.10.
TEST(McNemarTest, AsScipysBinomialTest) {
  EXPECT_NEAR((McNemar{5, 15}.p()), 0.04138946533203125, 1e-12);
  EXPECT_NEAR((McNemar{6, 12}.p()), 0.237884521484375, 1e-12);
  EXPECT_NEAR((McNemar{59, 6}.p()), 4.964650327128616e-12, 1e-20);
  EXPECT_NEAR((McNemar{1200, 1300}.p()), 0.047681865221043424, 1e-10);
}

}  // namespace
}  // namespace emorec::testing
