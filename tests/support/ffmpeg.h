// Clips for tests, made by the `ffmpeg` program: no fixtures in the tree.
//
//   EMOREC_NEEDS_FFMPEG();
//   ffmpeg("-f lavfi -i testsrc=d=1 -c:v libx264", dir / "clip.mp4");
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

/// In a test's body or SetUp(): skips the test where there is no ffmpeg.
#define EMOREC_NEEDS_FFMPEG() \
  if (!emorec::testing::have_ffmpeg()) GTEST_SKIP() << "the ffmpeg program is not installed"

namespace emorec::testing {

inline bool have_ffmpeg() {
  static const bool found = std::system("ffmpeg -version >/dev/null 2>&1") == 0;
  return found;
}

/// One word for the shell, whatever is in it.
inline std::string quoted(const std::string& word) {
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// Runs ffmpeg with `arguments` (shell words) to make `output`.
inline void ffmpeg(const std::string& arguments, const std::filesystem::path& output) {
  const std::string command = "ffmpeg -nostdin -y -v error " + arguments + " " +
                              quoted("file:" + output.string()) + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

/// "-i FILE", for `ffmpeg`.
inline std::string input(const std::filesystem::path& path) {
  return "-i " + quoted("file:" + path.string()) + " ";
}

}  // namespace emorec::testing
