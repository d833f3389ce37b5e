// Pictures at their times, and the sound of the clip they come from → an H.264 MP4.
//
//   ClipWriterOptions options;
//   options.sound = "clip.mkv";
//   ClipWriter writer("out.mp4", options);
//   for (Frame frame; clip->next(frame);) writer.add(frame.image, frame.time);
//   writer.finish(0);
//
// Every time stamp is kept, to 1/90000 s, so that a variable frame rate stays one. What cannot be
// written leaves no file behind and an old one untouched.
#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace emorec {

struct ClipWriterOptions {
  int crf = 20;       ///< x264's constant rate factor: 0 lossless, 18 hardly to be told, 51 worst
  int max_width = 0;  ///< wider pictures are reduced to it, in proportion; 0: as they are
  int threads = 1;    ///< for encoding
  std::filesystem::path sound;  ///< the clip whose sound is kept; empty for none
  /// Where its sound ends, in seconds from that clip's first frame.
  double sound_end = std::numeric_limits<double>::infinity();

  /// @throws Error{kUsage} naming the option that makes no sense.
  void validate() const;
};

class ClipWriter {
 public:
  /// @throws Error{kOutput} if nothing can be written at `path`, Error{kUsage} as validate().
  ClipWriter(const std::filesystem::path& path, const ClipWriterOptions& options);

  /// What was not finished is removed.
  ~ClipWriter();

  /// `bgr` is an 8-bit picture, `time` its presentation time in seconds from the first frame of the
  /// clip that the sound is from, later than that of the picture before. The first picture,
  /// whatever its time, becomes second 0 of the file and settles its size; an odd side gets a row
  /// or a column more, since 4:2:0 goes by pairs.
  /// @throws Error{kOutput}.
  void add(const cv::Mat& bgr, double time);

  /// Shows the last picture for `last_duration` seconds (0: as long as the one before it), adds
  /// what is left of the sound and puts the file in place.
  /// @throws Error{kOutput}, as if there was no picture at all.
  void finish(double last_duration);

  /// What a user should know of the sound, if it could not be kept. Complete after finish().
  const std::vector<std::string>& warnings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
