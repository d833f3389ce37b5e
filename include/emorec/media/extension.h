// What a file's name says about what is in it.
#pragma once

#include <filesystem>

namespace emorec {

/// Whether a file of that name is taken for sound alone, as in "speech.m4a".
bool has_sound_extension(const std::filesystem::path& path);

/// Whether the file's extension is that of a still image (a GIF counts as a video).
bool has_image_extension(const std::filesystem::path& path);

}  // namespace emorec
