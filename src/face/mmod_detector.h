// dlib's CNN face detector ("mmod"). It has a file of its own since dlib's networks take long to
// compile.
#pragma once

#include <filesystem>
#include <memory>

#include "emorec/face/face_detector.h"

namespace emorec {

/// `model` is dlib's mmod_human_face_detector.dat.
/// @throws Error{kModel} if it is missing or damaged.
std::unique_ptr<FaceDetector> make_mmod_detector(const std::filesystem::path& model);

}  // namespace emorec
