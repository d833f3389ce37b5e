// What the media tests share: clips whose frames tell which they are, and how to read them back.
#pragma once

#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "emorec/core/error.h"
#include "emorec/media/clip_source.h"

#include "support/ffmpeg.h"
#include "support/temp_dir.h"

namespace emorec::testing {

/// 64×48 at 25 frames/s. Frame n is grey, of luma 16 + 8·(n mod 25): see number_of.
inline std::string numbered(double seconds) {
  return "-f lavfi -i \"nullsrc=s=64x48:r=25:d=" + std::to_string(seconds) +
         ",format=yuv420p,geq=lum='16+8*mod(N,25)':cb=128:cr=128\" ";
}

/// n mod 25 of a frame of `numbered`: luma 8·n above black is grey 8·n·255/219.
inline int number_of(const Frame& frame) {
  const auto pixel = frame.image.at<cv::Vec3b>(frame.image.rows / 2, frame.image.cols / 2);
  return static_cast<int>(std::lround(pixel[1] / (8.0 * 255.0 / 219.0)));
}

/// 96×64, grey, with a red square of 32 pixels in the upper left corner; 5 frames.
inline std::string red_corner() {
  return "-f lavfi -i "
         "\"color=c=gray:s=96x64:r=25:d=0.2,drawbox=x=0:y=0:w=32:h=32:c=red:t=fill\" ";
}

inline bool is_red(const cv::Mat& image, int x, int y) {
  const auto& pixel = image.at<cv::Vec3b>(y, x);
  return pixel[2] > 200 && pixel[1] < 60 && pixel[0] < 60;
}

/// "upper left", "upper right", "lower left", "lower right" or "none".
inline std::string red_corner_of(const cv::Mat& image) {
  const int right = image.cols - 12;
  const int bottom = image.rows - 12;
  if (is_red(image, 12, 12)) return "upper left";
  if (is_red(image, right, 12)) return "upper right";
  if (is_red(image, 12, bottom)) return "lower left";
  if (is_red(image, right, bottom)) return "lower right";
  return "none";
}

struct Watched {
  std::vector<Frame> frames;
  ClipInfo info;
  std::int64_t decoded = 0;
  std::vector<std::string> warnings;

  std::vector<double> times() const {
    std::vector<double> all;
    for (const Frame& frame : frames) all.push_back(frame.time);
    return all;
  }
  std::vector<std::int64_t> indices() const {
    std::vector<std::int64_t> all;
    for (const Frame& frame : frames) all.push_back(frame.index);
    return all;
  }
  std::vector<int> numbers() const {
    std::vector<int> all;
    for (const Frame& frame : frames) all.push_back(number_of(frame));
    return all;
  }
};

/// The whole clip.
inline Watched watch(const std::filesystem::path& path, const ClipOptions& options = {}) {
  const std::unique_ptr<ClipSource> clip = ClipSource::open(path, options);
  Watched watched;
  for (Frame frame; clip->next(frame);) watched.frames.push_back(frame);
  watched.info = clip->info();
  watched.decoded = clip->decoded();
  watched.warnings = clip->warnings();
  return watched;
}

/// The message of the Error{kInput} that watching the clip ends in; "no error" if it does not.
inline std::string input_error_of(const std::filesystem::path& path,
                                  const ClipOptions& options = {}) {
  try {
    watch(path, options);
  } catch (const Error& error) {
    return error.kind() == ErrorKind::kInput ? error.what() : "an error of another kind";
  }
  return "no error";
}

}  // namespace emorec::testing
