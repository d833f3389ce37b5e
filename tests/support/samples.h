// What is in the folder samples.
#pragma once

#include <string>

#include "support/paths.h"

namespace emorec::testing {

inline const std::string kSample =
    EMOREC_SOURCE_DIR "/samples/eileen_collins.mp4";  // 60 frames, 2.36 s
inline const std::string kPortraits = EMOREC_SOURCE_DIR "/samples/portraits/";
inline const std::string kPortrait = kPortraits + "grace_hopper.jpg";

}  // namespace emorec::testing
