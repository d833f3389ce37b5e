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
  face.box = {static_cast<float>(x), 30, kChipSide, kChipSide};
  face.to_chip = {1, 0, -static_cast<double>(x), 0, 1, -30};
  face.logits = {0, 0, 0, 0, 0, 0, std::log(4.0)};  // alone: surprise 40 %, each other 10 %
  face.probabilities.assign(kLabelCount, importance * 0.1);
  face.probabilities[kSurprise.index] = importance * 0.4;
  face.importance = importance;
  face.attention.assign(2 * 49, 0.0F);
  face.attention[5 * 7 + 3] = 1.0F;  // of both maps
  face.attention[49 + 5 * 7 + 3] = 1.0F;
  return face;
}

/// A surprised person in `frames` frames, of which the one in the middle is the most important.
inline PersonPrediction surprised_person(int track, int x, int frames) {
  PersonPrediction person;
  person.track = track;
  person.label = kSurprise;
  person.probabilities = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4};
  double sum = 0;
  for (int i = 0; i < frames; ++i) sum += frames - std::abs(i - frames / 2);
  for (int i = 0; i < frames; ++i) {
    person.frames.push_back(face_at(x, i, (frames - std::abs(i - frames / 2)) / sum));
  }
  return person;
}

/// Its maps' cells divide the chip evenly.
inline ModelIdentity model_of_squares() { return {"base", "abc", kChipSide, 2, 7, 7, {3.5, 8}}; }

inline ClipPrediction prediction_of(std::vector<PersonPrediction> people) {
  ClipPrediction clip;
  clip.clip.path = "clip.mp4";
  clip.people_found = static_cast<int>(people.size());
  clip.people = std::move(people);
  clip.model = model_of_squares();
  return clip;
}

}  // namespace emorec::testing
