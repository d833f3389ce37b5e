#include "emorec/train/augmentation.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "../nn/numeric.h"

namespace emorec::testing {
namespace {

constexpr AugmentationOptions kNone = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

torch::Tensor random_chips(int count, int side) {
  torch::manual_seed(2);
  return torch::randint(0, 256, {count, side, side}, torch::kUInt8);
}

torch::Tensor augmented(const torch::Tensor& chips, int side, const AugmentationOptions& options,
                        std::uint64_t seed = 1) {
  torch::manual_seed(seed);
  return augment(chips, side, options);
}

TEST(AugmentationTest, ValuesAndShapes) {
  AugmentationOptions strong = {180, 1, 0.5, 1, 1, 1, 1};
  for (const AugmentationOptions& options : {AugmentationOptions(), strong, kNone}) {
    for (const int side : {16, 33, 48}) {
      const auto images = augmented(random_chips(9, 33), side, options);
      EXPECT_EQ(images.sizes(), (std::vector<std::int64_t>{9, 1, side, side}));
      EXPECT_EQ(images.dtype(), torch::kFloat32);
      EXPECT_GE(images.min().item<double>(), 0);
      EXPECT_LE(images.max().item<double>(), 1 + 1e-6);
    }
  }
}

TEST(AugmentationTest, DependsOnTheSeedAlone) {
  const auto chips = random_chips(8, 32);
  const auto images = augmented(chips, 24, {});
  EXPECT_TRUE(torch::equal(augmented(chips, 24, {}), images));
  EXPECT_FALSE(torch::equal(augmented(chips, 24, {}, 2), images));
}

TEST(AugmentationTest, LeavesTheChipsAlone) {
  const auto chips = random_chips(8, 32);
  const auto before = chips.clone();
  augmented(chips, 32, {180, 1, 0.5, 1, 1, 1, 1});
  EXPECT_TRUE(torch::equal(chips, before));
}

TEST(AugmentationTest, WithoutAnyChangeAChipIsItselfOrItsMirrorImage) {
  const auto chips = random_chips(40, 20);
  const auto images = augmented(chips, 20, kNone);
  const auto same = to_unit_range(chips);
  int mirrored = 0;
  for (int i = 0; i < 40; ++i) {
    const double to_mirror = distance(images[i], same[i].flip(-1));
    EXPECT_LT(std::min(to_mirror, distance(images[i], same[i])), 1e-4) << i;
    mirrored += to_mirror < 1e-4 ? 1 : 0;
  }
  EXPECT_GT(mirrored, 10);  // of 40, half expected
  EXPECT_LT(mirrored, 30);
}

TEST(AugmentationTest, EachChipHasItsOwnFate) {
  const auto chips = random_chips(1, 32).expand({6, -1, -1});
  AugmentationOptions options;
  options.low_resolution = 0;
  const auto images = augmented(chips, 32, options);
  for (int i = 1; i < 6; ++i) EXPECT_GT(distance(images[0], images[i]), 0.05) << i;
}

// The middle of the chip stays there under rotation and scale, and moves no further than allowed.
TEST(AugmentationTest, ABlobMovesNoFurtherThanTheShift) {
  auto chips = torch::zeros({50, 41, 41}, torch::kUInt8);
  chips.narrow(1, 19, 3).narrow(2, 19, 3).fill_(255);
  const auto middles = [&](double shift) {
    AugmentationOptions options = kNone;
    options.rotation = 30;
    options.scale = 0.2;
    options.shift = shift;
    const auto images = augmented(chips, 41, options).squeeze(1);
    const auto mass = images.sum({1, 2});
    const auto place = torch::arange(41, torch::kFloat32) - 20;
    const auto x = (images.sum(1) * place).sum(1) / mass;
    const auto y = (images.sum(2) * place).sum(1) / mass;
    return torch::stack({x, y}).abs().max().item<double>();
  };
  EXPECT_LT(middles(0), 0.5);
  // The shift is along turned and scaled axes: up to √2·1.2 longer.
  EXPECT_GT(middles(0.1), 2.0);
  EXPECT_LT(middles(0.1), 0.1 * 41 * std::sqrt(2.0) * 1.2 + 0.5);
}

TEST(AugmentationTest, UnitRangeByHand) {
  const auto chips = torch::tensor({0, 51, 102, 255}, torch::kUInt8).view({1, 2, 2});
  EXPECT_LT(distance(to_unit_range(chips), torch::tensor({0.0, 0.2, 0.4, 1.0}).view({1, 1, 2, 2})),
            1e-6);
}

}  // namespace
}  // namespace emorec::testing
