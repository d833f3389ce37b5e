// Which of a container's streams a clip's pictures are.
#pragma once

#include <cstdint>
#include <filesystem>

#include "ffmpeg.h"

namespace emorec::media {

/// Finds out what the container's header does not say of its streams, as far as that can be: the
/// rest shows up when frames are decoded.
void find_streams(AVFormatContext& format, std::int64_t max_pixels);

/// The stream of pictures that is rather meant: the one marked default, then the larger; -1 if
/// there is none.
int picture_stream_of(const AVFormatContext& format);

/// What decodes it.
/// @throws Error{kInput} naming `path` if nothing does or its pictures are of more than
///         `max_pixels`.
const AVCodec& decoder_of(const AVStream& stream, const std::filesystem::path& path,
                          std::int64_t max_pixels);

/// " (audio only)" if there is sound in it; empty otherwise.
const char* sound_remark(const AVFormatContext& format);

}  // namespace emorec::media
