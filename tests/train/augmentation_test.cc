#include "emorec/train/augmentation.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include "../nn/numeric.h"

namespace emorec::testing {
namespace {

const AugmentationOptions kNone = AugmentationOptions::none();

/// Every change as strong as it gets.
AugmentationOptions strong() { return {180, 1, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}; }

torch::Tensor random_chips(int count, int side, int channels = 1) {
  torch::manual_seed(2);
  return torch::randint(0, 256, {count, side, side, channels}, torch::kUInt8);
}

torch::Tensor augmented(const torch::Tensor& chips, int side, const AugmentationOptions& options,
                        std::uint64_t seed = 1, std::int64_t frames = 1) {
  torch::manual_seed(seed);
  return augment(chips, frames, side, options);
}

TEST(AugmentationTest, ValuesAndShapes) {
  for (const AugmentationOptions& options : {AugmentationOptions(), strong(), kNone}) {
    for (const auto& [side, channels] : {std::pair(16, 1), std::pair(33, 3), std::pair(48, 1)}) {
      const auto images = augmented(random_chips(9, 33, channels), side, options);
      EXPECT_EQ(images.sizes(), (std::vector<std::int64_t>{9, channels, side, side}));
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
  augmented(chips, 32, strong());
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
  EXPECT_GT(mirrored, 10);  // expects half of the 40
  EXPECT_LT(mirrored, 30);
}

TEST(AugmentationTest, EachChipHasItsOwnFate) {
  const auto chips = random_chips(1, 32).expand({6, -1, -1, -1});
  AugmentationOptions options;
  options.low_resolution = 0;
  const auto images = augmented(chips, 32, options);
  for (int i = 1; i < 6; ++i) EXPECT_GT(distance(images[0], images[i]), 0.05) << i;
}

// The middle of the chip stays there under rotation and scale, and moves no further than allowed.
TEST(AugmentationTest, ABlobMovesNoFurtherThanTheShift) {
  auto chips = torch::zeros({50, 41, 41, 1}, torch::kUInt8);
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

// A disc becomes an ellipse of the same area whose axes differ by no more than the squeeze.
TEST(AugmentationTest, ASqueezedDiscKeepsItsArea) {
  const auto place = torch::arange(81, torch::kFloat32) - 40;
  const auto disc = (place.view({1, -1}).pow(2) + place.view({-1, 1}).pow(2)) < 20 * 20;
  const auto chips = (disc * 255).to(torch::kUInt8).view({1, 81, 81, 1}).repeat({30, 1, 1, 1});
  AugmentationOptions options = kNone;
  options.squeeze = 0.3;
  const auto images = augmented(chips, 81, options).squeeze(1);  // 30×81×81
  const auto width = images.select(1, 40).sum(1);
  const auto height = images.select(2, 40).sum(1);
  const auto ratio = (width / height).log().abs();
  EXPECT_LT(ratio.max().item<double>(), std::log(1.3) + 0.03);
  EXPECT_GT(ratio.max().item<double>(), 0.1);
  EXPECT_LT((images.sum({1, 2}) / (M_PI * 20 * 20) - 1).abs().max().item<double>(), 0.02);
}

// A point becomes a line: its light is kept and lies along one direction.
TEST(AugmentationTest, MotionBlurSmearsAPointAlongALine) {
  auto chips = torch::zeros({1, 80, 80, 1}, torch::kUInt8);
  chips[0][40][40] = 255;
  AugmentationOptions options = kNone;
  options.motion_blur = 1;
  const auto image = augmented(chips, 80, options)[0][0];
  EXPECT_NEAR(image.sum().item<double>(), 1, 1e-3);
  const auto places = image.nonzero().to(torch::kFloat32);  // N×2
  EXPECT_GE(places.size(0), 3);
  const auto spread = (places - places.mean(0)).pow(2).mean(0);  // across rows and columns
  const auto both = ((places - places.mean(0)).prod(1)).mean();
  const auto across =
      (spread.sum() - ((spread[0] - spread[1]).pow(2) + 4 * both.pow(2)).sqrt()) / 2;
  EXPECT_LT(across.item<double>(), 0.3);  // the smaller variance of the line's pixels
}

TEST(AugmentationTest, FramesOfAClipMoveAndAreLitTogether) {
  const auto chips = random_chips(1, 32).expand({6, -1, -1, -1});
  AugmentationOptions options = kNone;
  options.rotation = 30;
  options.shift = 0.1;
  options.brightness = options.contrast = options.gamma = options.shadow = 0.5;
  const auto images = augmented(chips, 32, options, 1, /*frames=*/3);
  for (const int frame : {1, 2}) EXPECT_LT(distance(images[0], images[frame]), 1e-5);
  EXPECT_GT(distance(images[0], images[3]), 0.05);
  options.frame_jitter = 0.2;
  const auto shaken = augmented(chips, 32, options, 1, /*frames=*/3);
  EXPECT_GT(distance(shaken[0], shaken[1]), 0.01);
}

TEST(AugmentationTest, TintChangesTheColoursOfColourChipsOnly) {
  AugmentationOptions options = kNone;
  options.tint = 0.3;
  const auto grey = augmented(torch::full({20, 16, 16, 1}, 100, torch::kUInt8), 16, options);
  EXPECT_LT(distance(grey, torch::full_like(grey, 100 / 255.0)), 1e-5);
  const auto colour = augmented(torch::full({20, 16, 16, 3}, 100, torch::kUInt8), 16, options);
  const auto gains = torch::log(colour.mean({2, 3}) * 255 / 100);
  EXPECT_LT(gains.abs().max().item<double>(), 0.3 + 1e-4);
  EXPECT_GT((gains.amax(1) - gains.amin(1)).mean().item<double>(), 0.1);
}

TEST(AugmentationTest, CompressionLosesSomeDetailAndKeepsThePicture) {
  const auto places = torch::linspace(0, 6, 48);
  const auto chips =
      (127 + 100 * torch::sin(places).view({1, 48, 1, 1}) * torch::cos(places).view({1, 1, 48, 1}))
          .to(torch::kUInt8)
          .repeat({4, 1, 1, 3});
  AugmentationOptions options = kNone;
  const auto before = augmented(chips, 48, options);
  options.compression = 1;
  const auto after = augmented(chips, 48, options);
  EXPECT_GT(distance(before, after), 1e-3);
  EXPECT_LT((before - after).abs().mean().item<double>(), 0.05);
}

TEST(AugmentationTest, UnitRangeByHand) {
  const auto chips = torch::tensor({0, 51, 102, 255}, torch::kUInt8).view({1, 2, 2, 1});
  EXPECT_LT(distance(to_unit_range(chips), torch::tensor({0.0, 0.2, 0.4, 1.0}).view({1, 1, 2, 2})),
            1e-6);
}

}  // namespace
}  // namespace emorec::testing
