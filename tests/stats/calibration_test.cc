#include "emorec/stats/calibration.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/labels.h"

namespace emorec::testing {
namespace {

TEST(CalibrationTest, ByHand) {
  Calibration calibration;
  // Two answers in the bin (0.6, 0.667], one of them right; one right in (0.867, 0.933].
  calibration.add(kAnger, {0.62, 0.38, 0, 0, 0, 0, 0});
  calibration.add(kDisgust, {0.66, 0.34, 0, 0, 0, 0, 0});
  calibration.add(kSurprise, {0.1, 0, 0, 0, 0, 0, 0.9});
  // |1/2 − 0.64|·2/3 + |1 − 0.9|·1/3
  EXPECT_NEAR(*calibration.expected_error(), 0.14 * 2 / 3 + 0.1 / 3, 1e-12);
  const double brier = 2 * 0.38 * 0.38 + 2 * 0.66 * 0.66 + 2 * 0.1 * 0.1;
  EXPECT_NEAR(*calibration.brier_score(), brier / 3, 1e-12);
  EXPECT_NEAR(*calibration.log_loss(), -std::log(0.62 * 0.34 * 0.9) / 3, 1e-12);
  const auto& bin = calibration.bins()[9];
  EXPECT_EQ(bin.count, 2);
  EXPECT_NEAR(bin.mean_confidence(), 0.64, 1e-12);
  EXPECT_EQ(bin.accuracy(), 0.5);
  EXPECT_EQ(calibration.bins()[13].count, 1);
}

// Log loss by scikit-learn 1.2.1's log_loss; Brier score and ECE by their formulas in numpy.
TEST(CalibrationTest, AsScikitLearn) {
  const std::vector<std::pair<int, Distribution>> answers = {
      {2, {0.122, 0.053, 0.518, 0.221, 0.04, 0.027, 0.019}},
      {2, {0.04, 0.13, 0.381, 0.134, 0.027, 0.07, 0.218}},
      {1, {0.075, 0.437, 0.284, 0.056, 0.023, 0.037, 0.088}},
      {3, {0.021, 0.444, 0.065, 0.028, 0.251, 0.024, 0.167}},
      {1, {0.105, 0.46, 0.025, 0.04, 0.241, 0.041, 0.088}},
      {3, {0.154, 0.056, 0.024, 0.508, 0.105, 0.108, 0.045}},
      {6, {0.286, 0.183, 0.072, 0.028, 0.039, 0.209, 0.183}},
      {5, {0.139, 0.13, 0.031, 0.248, 0.023, 0.409, 0.02}},
      {3, {0.056, 0.187, 0.179, 0.069, 0.029, 0.245, 0.235}},
      {5, {0.036, 0.022, 0.028, 0.197, 0.031, 0.649, 0.037}},
      {1, {0.239, 0.344, 0.194, 0.03, 0.076, 0.094, 0.023}},
      {0, {0.043, 0.218, 0.391, 0.023, 0.062, 0.183, 0.08}}};
  Calibration calibration;
  for (const auto& [truth, p] : answers) calibration.add(Label{static_cast<std::size_t>(truth)}, p);
  EXPECT_NEAR(*calibration.log_loss(), 1.449321732067876, 1e-12);
  EXPECT_NEAR(*calibration.brier_score(), 0.6082793333333333, 1e-12);
  EXPECT_NEAR(*calibration.expected_error(), 0.33249999999999996, 1e-12);
}

TEST(CalibrationTest, CertaintyThatIsWrongStaysFinite) {
  Calibration calibration;
  calibration.add(kAnger, {0, 1, 0, 0, 0, 0, 0});
  EXPECT_NEAR(*calibration.log_loss(), -std::log(1e-15), 1e-9);
  EXPECT_EQ(*calibration.brier_score(), 2);
  EXPECT_EQ(*calibration.expected_error(), 1);
  EXPECT_EQ(calibration.bins()[14].count, 1);
}

TEST(CalibrationTest, OfNothingIsAbsent) {
  const Calibration calibration;
  EXPECT_FALSE(calibration.expected_error());
  EXPECT_FALSE(calibration.brier_score());
  EXPECT_FALSE(calibration.log_loss());
}

}  // namespace
}  // namespace emorec::testing
