#include "association.h"

#include <gmock/gmock.h>

namespace emorec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Association, TakesTheGreatestSumNotTheGreatestPair) {
  // Greedy would take 9 and be left with 1; the sum is greater with 8 + 7.
  EXPECT_THAT(best_pairs({{9, 8}, {7, 1}}), ElementsAre(1, 0));
}

TEST(Association, LeavesForbiddenPairsApart) {
  EXPECT_THAT(best_pairs({{0, 0}, {0.5, -3}}), ElementsAre(-1, 0));
}

TEST(Association, HandlesMoreRowsOrMoreColumns) {
  EXPECT_THAT(best_pairs({{0.1}, {0.3}, {0.2}}), ElementsAre(-1, 0, -1));
  EXPECT_THAT(best_pairs({{0.1, 0.3, 0.2}}), ElementsAre(1));
}

TEST(Association, HandlesNothing) {
  EXPECT_THAT(best_pairs({}), IsEmpty());
  EXPECT_THAT(best_pairs({{}, {}}), ElementsAre(-1, -1));
}

}  // namespace
}  // namespace emorec
