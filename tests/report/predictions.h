// A clip made by hand and what was found in it, for the pictures' tests.
#pragma once

#include <cmath>

#include <opencv2/core.hpp>

#include "emorec/media/frame.h"
#include "emorec/pipeline/prediction.h"

#include "support/labels.h"

namespace emorec::testing {

inline constexpr int kChipSide = 56;

/// Frame `index` of 160×120, one every 40 ms: grey, brighter with time.
inline Frame grey_frame(int index) {
  Frame frame;
  frame.image = cv::Mat(120, 160, CV_8UC3, cv::Scalar::all(40 + 4 * index));
  frame.index = index;
  frame.time = 0.04 * index;
  frame.duration = 0.04;
  return frame;
}

/// A face of 56 pixels with its corner at (x, 30); the lower middle of it has all the attention.
inline FramePrediction face_at(int x, int index, double importance) {
  FramePrediction face;
  face.index = index;
  face.time = 0.04 * index;
  face.face = {{static_cast<float>(x), 30, kChipSide, kChipSide}};
  face.logits = {0, 0, 0, 0, 0, 0, std::log(4.0)};  // alone: surprise 40 %, each other 10 %
  face.probabilities.assign(kLabelCount, importance * 0.1);
  face.probabilities[kSurprise.index] = importance * 0.4;
  face.importance = importance;
  // Cells of 8 pixels: the middle of the first lies at pixel 3.5 of the face.
  face.maps = {{{1.0 / 8, 0, -(x + 3.5) / 8, 0, 1.0 / 8, -33.5 / 8}, std::vector<float>(2 * 49)}};
  face.maps[0].values[5 * 7 + 3] = 1.0F;  // the same cell of both maps
  face.maps[0].values[49 + 5 * 7 + 3] = 1.0F;
  return face;
}

/// A surprised person in `frames` frames, of which the one in the middle is the most important.
inline Subject surprised_person(int track, int x, int frames) {
  Subject subject;
  subject.id = track;
  subject.label = kSurprise;
  subject.probabilities = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4};
  double sum = 0;
  for (int i = 0; i < frames; ++i) sum += frames - std::abs(i - frames / 2);
  for (int i = 0; i < frames; ++i) {
    subject.frames.push_back(face_at(x, i, (frames - std::abs(i - frames / 2)) / sum));
  }
  return subject;
}

/// Its map's cells divide the face evenly.
inline MapSpec map_of_squares() { return {"face", 2, 7, 7, {-0.5, 7}}; }

inline ClipPrediction prediction_of(std::vector<Subject> subjects) {
  ClipPrediction clip;
  clip.clip.path = "clip.mp4";
  clip.people_found = static_cast<int>(subjects.size());
  clip.subjects = std::move(subjects);
  clip.model = {"base", "abc", {"face"}, {map_of_squares()}};
  return clip;
}

}  // namespace emorec::testing
