#include "emorec/media/extension.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "emorec/core/lower_case.h"
#include "emorec/media/clip_source.h"

namespace emorec {
namespace {

constexpr std::array<std::string_view, 11> kImages = {
    ".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pbm"};
constexpr std::array<std::string_view, 22> kVideos = {
    ".mp4", ".m4v", ".mov", ".avi",  ".mkv", ".webm", ".flv", ".wmv", ".asf", ".mpg", ".mpeg",
    ".m2v", ".ts",  ".mts", ".m2ts", ".vob", ".3gp",  ".3g2", ".ogv", ".mxf", ".y4m", ".gif"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& extensions,
              const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

}  // namespace

bool has_image_extension(const std::filesystem::path& path) { return is_among(kImages, path); }

bool has_clip_extension(const std::filesystem::path& path) {
  return is_among(kImages, path) || is_among(kVideos, path);
}

}  // namespace emorec
