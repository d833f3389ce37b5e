// The parts of a face in its chip, by the 68 landmarks: where attention may be said to look.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"

namespace emorec {

enum class FaceRegion : std::uint8_t { kEyes, kMouth, kNose, kRest };

inline constexpr int kFaceRegionCount = 4;
inline constexpr std::array<std::string_view, kFaceRegionCount> kFaceRegionNames = {"eyes", "mouth",
                                                                                    "nose", "rest"};

/// Landmarks of an image, as they lie in the chip that `to_chip` cuts out of it.
Landmarks in_chip(const Landmarks& landmarks, const cv::Matx23d& to_chip);

/// Each pixel's FaceRegion, side×side. Eyes: for each eye the convex hull of it and its brow. Mouth
/// and nose: the hull of their points. All are widened by 3 % of the side, since landmarks lie on
/// the edges of what they mark. Where they overlap, the mouth comes first, then the eyes.
cv::Mat1b face_regions(const Landmarks& chip_landmarks, int side);

}  // namespace emorec
