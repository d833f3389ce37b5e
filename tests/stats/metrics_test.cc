#include "emorec/stats/metrics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "matrices.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

void expect_values(const std::vector<double>& expected, const Metrics& metrics,
                   std::optional<double> ClassMetrics::*member) {
  for (int i = 0; i < kLabelCount; ++i) {
    ASSERT_TRUE(metrics.classes[i].*member) << i;
    EXPECT_NEAR(*(metrics.classes[i].*member), expected[i], 1e-12) << i;
  }
}

TEST(MetricsTest, ByHand) {
  Confusion confusion(kLabelCount);
  // anger: 2 right, 1 taken for fear; fear: 1 right, 1 taken for anger, 1 without an answer.
  confusion.add(kAnger, kAnger);
  confusion.add(kAnger, kAnger);
  confusion.add(kAnger, kFear);
  confusion.add(kFear, kFear);
  confusion.add(kFear, kAnger);
  confusion.add(kFear, std::nullopt);
  const auto metrics = metrics_of(confusion);
  EXPECT_DOUBLE_EQ(*metrics.war, 3 / 6.0);
  EXPECT_DOUBLE_EQ(*metrics.uar, (2 / 3.0 + 1 / 3.0) / 2);
  EXPECT_DOUBLE_EQ(*metrics.macro_f1, (4 / 6.0 + 2 / 5.0) / 2);
  const auto& fear = metrics.classes[2];
  EXPECT_EQ(fear.support, 3);
  EXPECT_DOUBLE_EQ(*fear.precision, 1 / 2.0);
  EXPECT_DOUBLE_EQ(*fear.recall, 1 / 3.0);
  EXPECT_DOUBLE_EQ(*fear.f1, 2 / 5.0);
}

// The numbers of scikit-learn 1.2.1, for the clips that the matrix counts: accuracy_score,
// balanced_accuracy_score, f1_score(average="macro") and precision_recall_fscore_support.
TEST(MetricsTest, AsScikitLearn) {
  const auto metrics = metrics_of(kMatrix);
  EXPECT_NEAR(*metrics.war, 0.71875, 1e-12);
  EXPECT_NEAR(*metrics.uar, 0.6380674473276937, 1e-12);
  EXPECT_NEAR(*metrics.macro_f1, 0.6506129187817212, 1e-12);
  expect_values({0.6721311475409836, 0.5384615384615384, 0.5217391304347826, 0.88,
                 0.6838235294117647, 0.6271186440677966, 0.7857142857142857},
                metrics, &ClassMetrics::precision);
  expect_values({0.6721311475409836, 0.4117647058823529, 0.34285714285714286, 0.8979591836734694,
                 0.808695652173913, 0.5873015873015873, 0.7457627118644068},
                metrics, &ClassMetrics::recall);
  expect_values({0.6721311475409836, 0.4666666666666667, 0.4137931034482759, 0.888888888888889,
                 0.7410358565737052, 0.6065573770491803, 0.7652173913043477},
                metrics, &ClassMetrics::f1);
}

// Likewise, a clip without an answer having an eighth label as its prediction, and `labels` the
// seven: accuracy_score, and the macro averages of recall_score and f1_score.
TEST(MetricsTest, ClipsWithoutAnAnswerAreWrong) {
  const auto metrics = metrics_of(matrix_with_unanswered());
  EXPECT_NEAR(*metrics.war, 0.6954643628509719, 1e-12);
  EXPECT_NEAR(*metrics.uar, 0.6178844045689301, 1e-12);
  EXPECT_NEAR(*metrics.macro_f1, 0.6387433626050001, 1e-12);
  expect_values({0.6507936507936508, 0.4117647058823529, 0.3, 0.8979591836734694, 0.788135593220339,
                 0.578125, 0.6984126984126984},
                metrics, &ClassMetrics::recall);
  expect_values({0.6721311475409836, 0.5384615384615384, 0.5217391304347826, 0.88,
                 0.6838235294117647, 0.6271186440677966, 0.7857142857142857},
                metrics, &ClassMetrics::precision);
}

// Truths are anger, happiness and neutral; sadness is answered too, and neutral never. Likewise by
// scikit-learn, whose averages leave out labels that do not occur: recall_score over the three,
// f1_score over the four.
TEST(MetricsTest, EmotionsThatDoNotOccurAreLeftOutOfMeans) {
  Confusion confusion(kLabelCount);
  confusion.answered[0] = {3, 0, 0, 1, 0, 1, 0};
  confusion.answered[3] = {1, 0, 0, 7, 0, 0, 0};
  confusion.answered[4] = {0, 0, 0, 1, 0, 2, 0};
  const auto metrics = metrics_of(confusion);
  EXPECT_NEAR(*metrics.war, 0.625, 1e-12);
  EXPECT_NEAR(*metrics.uar, 0.4916666666666667, 1e-12);
  EXPECT_NEAR(*metrics.macro_f1, 0.37254901960784315, 1e-12);
  EXPECT_FALSE(metrics.classes[1].precision);
  EXPECT_FALSE(metrics.classes[1].recall);
  EXPECT_FALSE(metrics.classes[1].f1);
  EXPECT_EQ(metrics.classes[4].recall, 0.0);
  EXPECT_FALSE(metrics.classes[4].precision);
  EXPECT_FALSE(metrics.classes[5].recall);
  EXPECT_EQ(metrics.classes[5].precision, 0.0);
}

TEST(MetricsTest, NothingToMeasureOnIsAbsent) {
  const auto metrics = metrics_of(Confusion(kLabelCount));
  EXPECT_FALSE(metrics.war);
  EXPECT_FALSE(metrics.uar);
  EXPECT_FALSE(metrics.macro_f1);
}

}  // namespace
}  // namespace emorec::testing
