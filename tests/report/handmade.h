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
                                          int subjects = 1) {
  constexpr std::size_t kCells = 49;  // 7×7
  ClipPrediction prediction;
  prediction.clip.path = clip;
  prediction.clip.kind = ClipKind::kVideo;
  prediction.clip.codec = "h264";
  prediction.clip.width = 320;
  prediction.clip.height = 240;
  prediction.account = {count, count, 0, 0};
  prediction.people_found = subjects;
  prediction.model = {"handmade", "0123", {"face"}, {{"face", 2, 7, 7, {-0.5, 7}}}};
  for (int id = 0; id < subjects; ++id) {
    Subject subject;
    subject.id = id;
    subject.label = id == 0 ? kHappiness : kSadness;
    subject.probabilities = Distribution{0.05, 0.05, 0.05, 0.1, 0.1, 0.1, 0.05};
    subject.probabilities[subject.label.index] = 0.6;
    for (int t = 0; t < count; ++t) {
      FramePrediction frame;
      frame.index = t;
      frame.time = t / rate;
      const cv::Rect2f box = {20.0F + 120.0F * static_cast<float>(id), 40.0F, 100.0F, 100.0F};
      frame.face = {box};
      const double scale = 0.07;  // 7 cells on 100 pixels
      const double x = 0.035 - 0.5 - scale * box.x;
      const double y = 0.035 - 0.5 - scale * box.y;
      AttentionMap map{{scale, 0, x, 0, scale, y}, {}};
      for (int c = 0; c < kLabelCount; ++c) {
        frame.logits.push_back(std::sin(0.01 * t * (c + 1) + id));
      }
      frame.probabilities.resize(kLabelCount);
      frame.importance = 2.0 * (t + 1) / (static_cast<double>(count) * (count + 1));
      map.values.assign(2 * kCells, 0.5F / kCells);
      map.values[static_cast<std::size_t>(t) % kCells] += 0.5F;
      map.values[kCells + static_cast<std::size_t>(t) % kCells] += 0.5F;
      frame.maps.push_back(std::move(map));
      subject.frames.push_back(frame);
    }
    prediction.subjects.push_back(subject);
  }
  return prediction;
}

}  // namespace emorec::testing
