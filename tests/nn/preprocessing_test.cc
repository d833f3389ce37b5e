#include "emorec/nn/preprocessing.h"

#include <gtest/gtest.h>
#include <torch/types.h>

namespace emorec::testing {
namespace {

ViewSpec view_of(int size, bool grey) {
  ViewSpec view;
  view.size = size;
  view.grey = grey;
  view.mean = {0.1, 0.2, 0.3};
  view.std = {0.5, 0.25, 2.0};
  return view;
}

TEST(PreprocessingTest, BlueGreenRedBecomesNormalisedRedGreenBlue) {
  // Two chips of 2×2 pixels; each byte is another value.
  std::vector<std::uint8_t> first(12);
  std::vector<std::uint8_t> second(12);
  for (int i = 0; i < 12; ++i) {
    first[i] = static_cast<std::uint8_t>(10 * i);
    second[i] = static_cast<std::uint8_t>(255 - 3 * i);
  }
  const ViewSpec view = view_of(2, false);
  const auto tensor = pictures_to_tensor({first.data(), second.data()}, 3, view);
  ASSERT_EQ(tensor.sizes(), (std::vector<std::int64_t>{2, 3, 2, 2}));
  EXPECT_EQ(tensor.dtype(), torch::kFloat32);
  for (int b = 0; b < 2; ++b) {
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 2; ++x) {
          const int byte = (b == 0 ? first : second)[(y * 2 + x) * 3 + 2 - c];
          EXPECT_NEAR(tensor[b][c][y][x].item<double>(),
                      (byte / 255.0 - view.mean[c]) / view.std[c], 1e-5)
              << b << c << y << x;
        }
      }
    }
  }
}

TEST(PreprocessingTest, GreyIsTheLumaInAllChannels) {
  const std::uint8_t chip[] = {10, 100, 200};  // blue, green, red
  const ViewSpec view = view_of(1, true);
  const auto tensor = pictures_to_tensor({chip}, 3, view);
  ASSERT_EQ(tensor.sizes(), (std::vector<std::int64_t>{1, 3, 1, 1}));
  const double luma = (0.299 * 200 + 0.587 * 100 + 0.114 * 10) / 255;
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(tensor[0][c][0][0].item<double>(), (luma - view.mean[c]) / view.std[c], 1e-5);
  }
}

// Training normalises grey stills, inference the same picture in colour: no difference.
TEST(PreprocessingTest, AGreyChipIsTheSameOnAllWays) {
  std::vector<std::uint8_t> grey_chip;
  std::vector<std::uint8_t> chip;
  std::vector<float> values;
  for (int i = 0; i < 16; ++i) {
    grey_chip.push_back(static_cast<std::uint8_t>(17 * i));
    chip.insert(chip.end(), 3, static_cast<std::uint8_t>(17 * i));
    values.push_back(static_cast<float>(17 * i) / 255);
  }
  const auto still = torch::tensor(values).view({1, 1, 4, 4});
  for (const bool grey : {false, true}) {
    const ViewSpec view = view_of(4, grey);
    const auto expected = normalise_grey(still, view);
    const auto of_colour = pictures_to_tensor({chip.data()}, 3, view) - expected;
    const auto of_grey = pictures_to_tensor({grey_chip.data()}, 1, view) - expected;
    EXPECT_LT(of_colour.abs().max().item<double>(), 1e-5) << grey;
    EXPECT_LT(of_grey.abs().max().item<double>(), 1e-5) << grey;
  }
}

TEST(PreprocessingTest, NoChips) {
  EXPECT_EQ(pictures_to_tensor({}, 3, view_of(4, false)).sizes(),
            (std::vector<std::int64_t>{0, 3, 4, 4}));
}

}  // namespace
}  // namespace emorec::testing
