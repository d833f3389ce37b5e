// dlib's frontal face detector in dlib's serialization; the build makes the bytes
// (unpack_detector.cc).
#pragma once

#include <cstddef>

namespace emorec {

extern const unsigned char kFrontalFaces[];
extern const std::size_t kFrontalFacesSize;

}  // namespace emorec
