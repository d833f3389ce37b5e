// Synthetic stills of three "emotions" that even a network born a moment ago soon tells apart.
#pragma once

#include "emorec/train/trainer.h"

#include "../nn/numeric.h"

namespace emorec::testing {

inline constexpr int kSide = 32;

/// Grey values of a pattern: bright above, bright below, or a bright band in the middle. Mirroring
/// keeps each.
inline std::uint8_t pattern(int kind, int y, int noise) {
  const int third = 3 * y / kSide;
  const int bright_third = kind == 0 ? 0 : kind == 1 ? 2 : 1;
  return static_cast<std::uint8_t>((third == bright_third ? 200 : 60) + noise % 40);
}

/// `count` chips, of the emotions anger, happiness and surprise in turn.
inline StillChips make_stills(int count) {
  constexpr int kLabels[] = {0, 3, 6};
  StillChips chips;
  chips.size = kSide;
  unsigned noise = 1;
  for (int i = 0; i < count; ++i) {
    for (int pixel = 0; pixel < kSide * kSide; ++pixel) {
      noise = noise * 1664525U + 1013904223U;
      const auto value = pattern(i % 3, pixel / kSide, static_cast<int>(noise >> 20U));
      chips.whole.push_back(value);
      chips.aligned.push_back(value);
    }
    chips.has_face.push_back(true);
    chips.labels.push_back(kLabels[i % 3]);
    chips.votes.emplace_back();
    chips.votes.back().fill(0.02);
    chips.votes.back()[kLabels[i % 3]] = 0.88;
  }
  return chips;
}

/// MobileFaceNet with random weights for chips of kSide pixels.
inline Model fresh_model(std::uint64_t seed = 1, int heads = 2) {
  torch::manual_seed(seed);
  ModelConfig config = small_config(kSide);
  config.input.grey = true;
  config.heads = heads;
  return {config, make_network(config)};
}

/// Two epochs of six steps.
inline TrainOptions tiny_options() {
  TrainOptions options;
  options.epochs = 2;
  options.batch = 8;
  options.backbone_rate = options.head_rate = 0.02;
  options.small_side = 16;
  options.small_share = 0.5;
  options.bfloat16 = false;
  options.augmentation = {5, 0.05, 0.02, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.01};
  return options;
}

}  // namespace emorec::testing
