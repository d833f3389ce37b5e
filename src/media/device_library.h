// libavdevice, loaded when the first camera is opened: it brings the libraries of many a screen and
// sound card along.
#pragma once

#include "ffmpeg.h"

namespace emorec::media {

/// How FFmpeg reads a camera of Video4Linux; null where libavdevice is not installed.
const AVInputFormat* camera_format();

/// "libavdevice.so.59".
const char* device_library_name();

}  // namespace emorec::media
