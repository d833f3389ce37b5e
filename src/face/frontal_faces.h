// What dlib's frontal face detector has learnt; the build takes it out of dlib
// (unpack_detector.cc).
#pragma once

#include <vector>

namespace emorec {

/// The rows of a template, and its columns.
inline constexpr int kTemplateCells = 10;

/// Weights of one feature map that are products of a column and a row.
struct SeparableFilter {
  int map;
  float row[kTemplateCells];
  float column[kTemplateCells];
};

/// A head seen from one side: the sum of its filters' answers scores `threshold` above 0.
struct FaceTemplate {
  double threshold;
  const SeparableFilter* begin;
  const SeparableFilter* end;
};

extern const std::vector<FaceTemplate> kFrontalFaces;
/// Boxes that share more (intersection over union), or of which one covers more of the other, are
/// one face.
extern const double kOneFaceShared;
extern const double kOneFaceCovered;
/// Side length of the smallest image in a pyramid, in pixels.
extern const unsigned long kSmallestLevel;

}  // namespace emorec
