// BGR pictures at their times → H.264 packets of an MP4 file.
#pragma once

#include <cstdint>
#include <deque>

#include <opencv2/core/mat.hpp>

#include "emorec/media/clip_writer.h"

#include "ffmpeg.h"
#include "mp4_file.h"

namespace emorec::media {

class PictureEncoder {
 public:
  /// For pictures of the size of `first`; others are scaled to it.
  PictureEncoder(Mp4File& file, const cv::Mat& first, const ClipWriterOptions& options);

  /// `time` in seconds from the first picture.
  void add(const cv::Mat& bgr, double time);

  /// Shows the last picture for `last_duration` seconds; 0 for as long as the one before it.
  void finish(double last_duration);

 private:
  void encode_last(std::int64_t duration);
  void send(const AVFrame* picture);
  FfmpegPtr<AVFrame> converted(const cv::Mat& bgr);

  Mp4File& file_;
  AVStream& stream_;
  FfmpegPtr<AVCodecContext> codec_;
  FfmpegPtr<SwsContext> scaler_;
  FfmpegPtr<AVPacket> packet_ = make_packet();
  FfmpegPtr<AVFrame> last_;  // held back: it is encoded once the next one tells its duration
  std::deque<std::int64_t> durations_;  // the ticks of each picture whose packets are yet to come
  std::int64_t last_gap_;               // between the last two pictures
};

}  // namespace emorec::media
