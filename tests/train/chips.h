// Synthetic clips of three "emotions" that even a network born a moment ago soon tells apart.
#pragma once

#include <numeric>

#include "emorec/train/trainer.h"

#include "../nn/numeric.h"
#include "support/labels.h"

namespace emorec::testing {

inline constexpr int kSide = 32;

/// Grey values of a pattern: bright above, bright below, or a bright band in the middle. Mirroring
/// keeps each.
inline std::uint8_t pattern(int kind, int y, int noise) {
  const int third = 3 * y / kSide;
  const int bright_third = kind == 0 ? 0 : kind == 1 ? 2 : 1;
  return static_cast<std::uint8_t>((third == bright_third ? 200 : 60) + noise % 40);
}

/// `count` clips, of the emotions anger, happiness and surprise in turn.
inline ChipSet make_clips(int count, std::size_t frames = 1, int channels = 1) {
  constexpr Label kLabels[] = {kAnger, kHappiness, kSurprise};
  ChipSet chips;
  chips.size = kSide;
  chips.channels = channels;
  unsigned noise = 1;
  for (int i = 0; i < count; ++i) {
    LabelledClip clip;
    clip.name = std::to_string(i);
    clip.label = kLabels[i % 3];
    clip.target.assign(7, 0.02);
    clip.target[clip.label->index] = 0.88;
    clip.first = chips.frame_count();
    clip.frames = frames;
    chips.clips.push_back(clip);
    for (std::size_t frame = 0; frame < frames; ++frame) {
      chips.has_face.push_back(true);
      for (int value = 0; value < kSide * kSide * channels; ++value) {
        noise = noise * 1664525U + 1013904223U;
        chips.aligned.push_back(
            pattern(i % 3, value / channels / kSide, static_cast<int>(noise >> 20U)));
      }
    }
  }
  return chips;
}

inline ClipSelection all_of(const ChipSet& chips, const std::string& name = "all") {
  ClipSelection selection{name, std::vector<std::size_t>(chips.clips.size())};
  std::iota(selection.clips.begin(), selection.clips.end(), 0);
  return selection;
}

/// MobileFaceNet with random weights for chips of kSide pixels.
inline Model fresh_model(std::uint64_t seed = 1, int heads = 2,
                         Pooling pooling = Pooling::kSoftmax) {
  torch::manual_seed(seed);
  ModelConfig config = small_config(kSide);
  config.face().grey = true;
  config.heads = heads;
  config.pooling = pooling;
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
  options.augmentation = AugmentationOptions::none();
  options.augmentation.rotation = 5;
  options.augmentation.brightness = 0.05;
  return options;
}

}  // namespace emorec::testing
