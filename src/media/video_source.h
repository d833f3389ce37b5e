// A clip out of a video file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emorec/media/clip_source.h"

#include "clip_clock.h"
#include "frame_window.h"
#include "media_file.h"
#include "picture_maker.h"
#include "sampling.h"
#include "timeline.h"

namespace emorec::media {

class VideoSource : public ClipSource {
 public:
  VideoSource(const std::filesystem::path& path, const ClipOptions& options);

  bool next(Frame& frame) override;
  bool skip() override;

 private:
  void describe();
  void plan();
  void start_decoding();
  void make_frames();
  double first_needed_for(double time) const;
  const KeyFrame* last_key_frame(double time) const;
  bool seek_to(double time);
  void leap();
  double slot_of(double time) const;
  bool is_passed_over(const AVPacket& packet) const;
  bool advance();
  bool decode();
  std::int64_t place_in_file() const;
  double shown_for() const;
  void describe_shape();
  bool convert(cv::Mat& bgr);
  void finish();
  void finish_early();
  void warn_of_losses();
  void require_frames() const;

  ClipOptions options_;
  MediaFile file_;
  std::optional<Timeline> timeline_;  // only if frames are chosen or sought
  FrameSampler sampler_;
  std::optional<FrameWindow> frames_;
  ClipClock clock_;
  PictureMaker pictures_;

  bool sought_ = false;
  bool cut_ = false;  // on purpose: by `end` or a limit
  bool done_ = false;
  bool described_by_frame_ = false;
  double time_ = 0.0;        // the last decoded frame's
  double end_ = 0.0;         // the end of its being shown
  double leapt_ = 0.0;       // the key frame that was sought last
  double slot_ = -1.0;       // the last picture's
  std::int64_t index_ = -1;  // the last decoded frame's
  std::int64_t total_ = 0;   // frames decoded or dropped, inside [start, end) or before
  std::int64_t unconverted_ = 0;
};

}  // namespace emorec::media
