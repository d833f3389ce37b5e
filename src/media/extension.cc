#include "emorec/media/extension.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "emorec/core/lower_case.h"
#include "emorec/media/clip_source.h"

namespace emorec {
namespace {

constexpr std::array<std::string_view, 13> kImages = {".jpg",  ".jpeg", ".jpe",  ".png", ".bmp",
                                                      ".webp", ".tif",  ".tiff", ".pgm", ".ppm",
                                                      ".pbm",  ".jp2",  ".j2k"};
constexpr std::array<std::string_view, 22> kVideos = {
    ".mp4", ".m4v", ".mov", ".avi",  ".mkv", ".webm", ".flv", ".wmv", ".asf", ".mpg", ".mpeg",
    ".m2v", ".ts",  ".mts", ".m2ts", ".vob", ".3gp",  ".3g2", ".ogv", ".mxf", ".y4m", ".gif"};

constexpr std::array<std::string_view, 15> kSounds = {".mp3",  ".wav", ".flac", ".m4a",  ".m4b",
                                                      ".aac",  ".ogg", ".oga",  ".opus", ".mka",
                                                      ".weba", ".wma", ".aif",  ".aiff", ".amr"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& extensions,
              const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

}  // namespace

bool has_image_extension(const std::filesystem::path& path) { return is_among(kImages, path); }

bool has_sound_extension(const std::filesystem::path& path) { return is_among(kSounds, path); }

bool has_clip_extension(const std::filesystem::path& path) {
  return is_among(kImages, path) || is_among(kVideos, path);
}

}  // namespace emorec
