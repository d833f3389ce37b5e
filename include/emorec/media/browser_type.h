// Can a web browser play a clip as it is?
#pragma once

#include <filesystem>
#include <string>

namespace emorec {

/// "video/mp4" or "video/webm" if common browsers play the file and show the frame that ClipSource
/// gives time t at their own time t, upright and with the same shape; empty otherwise, also for
/// what is no video.
std::string browser_type(const std::filesystem::path& path);

}  // namespace emorec
