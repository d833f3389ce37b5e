#include "emorec/stats/interval.h"

#include <gtest/gtest.h>

#include "matrices.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

// Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3: four places are given there.
TEST(WilsonInterval, AsPublished) {
  struct {
    std::int64_t right, count;
    double low, high;
  } const cases[] = {{81, 263, 0.2553, 0.3662},
                     {15, 148, 0.0624, 0.1605},
                     {0, 20, 0.0000, 0.1611},
                     {1, 29, 0.0061, 0.1718}};
  for (const auto& [right, count, low, high] : cases) {
    const auto interval = wilson_interval(right, count);
    EXPECT_NEAR(interval.low, low, 5e-5) << right << "/" << count;
    EXPECT_NEAR(interval.high, high, 5e-5) << right << "/" << count;
  }
  EXPECT_EQ(wilson_interval(0, 20).low, 0);
  EXPECT_EQ(wilson_interval(20, 20).high, 1);
}

TEST(BootstrapInterval, IsRepeatable) {
  const auto uar = [](const Metrics& metrics) { return metrics.uar; };
  const auto one = bootstrap_interval(kMatrix, uar);
  const auto two = bootstrap_interval(kMatrix, uar);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->low, two->low);
  EXPECT_EQ(one->high, two->high);
}

// Against a bootstrap written apart from this one: 4,000 resamples, each row of the matrix drawn
// with numpy 1.24's Generator.multinomial, numpy.percentile. Two such intervals differ by chance,
// by some thousandths.
TEST(BootstrapInterval, AsNumpyFindsIt) {
  const auto uar = bootstrap_interval(kMatrix, [](const Metrics& m) { return m.uar; });
  ASSERT_TRUE(uar);
  EXPECT_NEAR(uar->low, 0.5875, 0.004);
  EXPECT_NEAR(uar->high, 0.6894, 0.004);
  const auto f1 = bootstrap_interval(kMatrix, [](const Metrics& m) { return m.macro_f1; });
  ASSERT_TRUE(f1);
  EXPECT_NEAR(f1->low, 0.5959, 0.004);
  EXPECT_NEAR(f1->high, 0.7019, 0.004);
}

TEST(BootstrapInterval, IsAbsentWhereResamplesCannotDiffer) {
  Confusion confusion(kLabelCount);
  confusion.answered[0][0] = 3;
  confusion.answered[6][6] = 1;
  const auto uar = bootstrap_interval(confusion, [](const Metrics& m) { return m.uar; });
  EXPECT_FALSE(uar);
}

// A wrong answer for a clip without one: resampling keeps it among the row's clips.
TEST(BootstrapInterval, DrawsClipsWithoutAnAnswerToo) {
  Confusion confusion(kLabelCount);
  confusion.answered[0][0] = 50;
  confusion.unanswered[0] = 50;
  const auto uar = bootstrap_interval(confusion, [](const Metrics& m) { return m.uar; });
  ASSERT_TRUE(uar);
  EXPECT_NEAR(uar->low, 0.40, 0.02);  // 0.5 ± 1.96·√(0.25/100)
  EXPECT_NEAR(uar->high, 0.60, 0.02);
}

TEST(FigureOf, AMeanOverClips) {
  std::vector<ClipSum> clips;
  for (int i = 0; i < 100; ++i) clips.push_back({i % 2 == 0 ? 1.0 : 0.0, 1});
  const Figure figure = figure_of(clips);
  EXPECT_EQ(figure.value, 0.5);
  EXPECT_NEAR(figure.interval->low, 0.40, 0.02);  // 0.5 ± 1.96·√(0.25/100)
  EXPECT_NEAR(figure.interval->high, 0.60, 0.02);
  // Ten faces a clip, all alike, tell no more than one.
  for (auto& clip : clips) clip = {10 * clip.numerator, 10};
  EXPECT_EQ(figure_of(clips).interval->low, figure.interval->low);
  EXPECT_FALSE(figure_of({}).value);
  EXPECT_FALSE(figure_of({{0, 0}}).interval);
}

TEST(BootstrapInterval, OfNothingIsAbsent) {
  EXPECT_FALSE(bootstrap_interval(Confusion(kLabelCount), [](const Metrics& m) { return m.uar; }));
}

}  // namespace
}  // namespace emorec::testing
