// What a user names to be watched, and what may be opened for it.
#pragma once

#include <string>

#include "emorec/media/live_source.h"

#include "ffmpeg.h"

namespace emorec::media {

struct SourceAddress {
  SourceKind kind = SourceKind::kClip;
  std::string text;       ///< as FFmpeg, or the system, is to open it
  std::string shown;      ///< for people: without user and password
  std::string protocols;  ///< the ones that opening an address takes, as FFmpeg lists them
  const AVInputFormat* format = nullptr;  ///< if what the address gives is known beforehand
};

/// @throws as kind_of_source.
SourceAddress source_address(const std::string& text);

/// "https", "rtsp", "file"; empty for what is no address.
std::string scheme_of(const std::string& text);

}  // namespace emorec::media
