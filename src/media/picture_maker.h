// A decoder's frames → pictures as they are meant to be seen: fields joined, for an ordinary
// screen, upright, with square pixels.
#pragma once

#include <cstdint>

#include <opencv2/core/mat.hpp>

#include "emorec/core/stage_times.h"

#include "deinterlacer.h"
#include "frame_window.h"
#include "orientation.h"
#include "packet_source.h"
#include "picture_converter.h"
#include "tone_mapper.h"

namespace emorec::media {

class PictureMaker {
 public:
  /// Takes the stream of `source`, which must outlive this. Stages are timed if `times` is given.
  PictureMaker(const PacketSource& source, int threads, std::int64_t max_pixels, StageTimes* times);

  /// The picture that the window stands at; false if it is too large or of a pixel format that is
  /// not supported.
  bool make(FrameWindow& frames, cv::Mat& bgr);

  /// As the stream has it, at first; then of the picture that was made last.
  const Orientation& orientation() const { return orientation_; }
  AVRational pixel_aspect() const { return aspect_; }

  const Deinterlacer& deinterlacer() const { return deinterlacer_; }
  const ToneMapper& tone_mapper() const { return tone_mapper_; }

  // Tell of the pictures so far:
  bool deinterlaced() const { return deinterlaced_; }
  bool tone_mapped() const { return tone_mapped_; }
  bool had_odd_aspect() const { return odd_aspect_; }  ///< known, but beyond belief

 private:
  void orient(const AVFrame& stored);
  const AVFrame& shown(FrameWindow& frames);

  const PacketSource& source_;
  StageTimes* times_;
  Orientation of_stream_;
  bool has_matrix_ = false;
  Orientation orientation_;
  AVRational aspect_;
  Deinterlacer deinterlacer_;
  ToneMapper tone_mapper_;
  PictureConverter converter_;
  bool deinterlaced_ = false;
  bool tone_mapped_ = false;
  bool odd_aspect_ = false;
};

}  // namespace emorec::media
