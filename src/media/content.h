// What a file holds, by its first bytes.
#pragma once

#include <optional>
#include <string>

#include "ffmpeg.h"

namespace emorec::media {

/// Pictures that FFmpeg, as Debian has it, cannot read.
struct StrangePicture {
  const char* what;    ///< "a HEIC picture"
  const char* remedy;  ///< a sentence
};

struct Content {
  const AVInputFormat* format = nullptr;  ///< how FFmpeg reads it; null if it is of no known format
  bool surely = false;                    ///< there is more to it than a likeness
  bool avif = false;                      ///< a still picture, although in an MP4's container
  std::optional<StrangePicture> strange;

  /// Whether its format is one for videos, which may hold sound alone as well. Only formats that
  /// hold their pictures themselves count: playlists and the like (hls, dash, concat, sdp, image2)
  /// would read files that the user did not name.
  bool is_video() const;
  bool is_sound() const;
  bool is_image() const;

  /// "QuickTime / MOV", "a JPEG picture".
  std::string in_words() const;
};

/// FFmpeg's names of what may come from a pipe or an address: formats for videos, and pictures one
/// after the other.
const char* live_formats();

/// Looks at no more than `most` bytes (0: as many as FFmpeg thinks fit) and leaves `io` at its
/// beginning.
Content content_of(AVIOContext& io, unsigned most = 0);

}  // namespace emorec::media
