// Predictions made by hand: nothing is scored.
#pragma once

#include <cmath>
#include <filesystem>

#include "emorec/pipeline/prediction.h"

#include "support/labels.h"

namespace emorec::testing {

/// `people` people with a face in each of `count` frames, `rate` a second. The first is happy and
/// the more important the later; attention moves over the face.
inline ClipPrediction handmade_prediction(const std::filesystem::path& clip, int count, double rate,
                                          int people = 1) {
  constexpr int kSide = 112;
  constexpr std::size_t kCells = 49;  // 7×7
  ClipPrediction prediction;
  prediction.clip.path = clip;
  prediction.clip.kind = ClipKind::kVideo;
  prediction.clip.codec = "h264";
  prediction.clip.width = 320;
  prediction.clip.height = 240;
  prediction.account = {count, count, 0, 0};
  prediction.people_found = people;
  prediction.model = {"handmade", "0123", kSide, {2, 7, 7, {0, 16}}};
  for (int id = 0; id < people; ++id) {
    PersonPrediction person;
    person.track = id;
    person.label = id == 0 ? kHappiness : kSadness;
    person.probabilities = Distribution{0.05, 0.05, 0.05, 0.1, 0.1, 0.1, 0.05};
    person.probabilities[person.label.index] = 0.6;
    for (int t = 0; t < count; ++t) {
      FramePrediction frame;
      frame.index = t;
      frame.time = t / rate;
      frame.box = {20.0F + 120.0F * static_cast<float>(id), 40.0F, 100.0F, 100.0F};
      frame.to_chip = {1.12, 0, -1.12 * frame.box.x, 0, 1.12, -1.12 * frame.box.y};
      for (int c = 0; c < kLabelCount; ++c) {
        frame.logits.push_back(std::sin(0.01 * t * (c + 1) + id));
      }
      frame.probabilities.resize(kLabelCount);
      frame.importance = 2.0 * (t + 1) / (static_cast<double>(count) * (count + 1));
      frame.attention.assign(2 * kCells, 0.5F / kCells);
      frame.attention[static_cast<std::size_t>(t) % kCells] += 0.5F;
      frame.attention[kCells + static_cast<std::size_t>(t) % kCells] += 0.5F;
      person.frames.push_back(frame);
    }
    prediction.people.push_back(person);
  }
  return prediction;
}

}  // namespace emorec::testing
