// Packets in, decoded pictures out, in presentation order; what cannot be decoded is left out.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include "ffmpeg.h"
#include "packet_source.h"

namespace emorec::media {

/// What becomes of pictures that are not there whole.
enum class Damage {
  kPatched,  ///< what is missing is made up, as the codec can
  kRefused,  ///< they are no pictures
};

class VideoDecoder {
 public:
  /// Decodes what `source` (which must outlive this) has from its present position on.
  /// @throws Error{kInput} if the codec cannot be set up.
  VideoDecoder(PacketSource& source, int threads, std::int64_t max_pixels,
               Damage damage = Damage::kPatched);

  /// Packets that this says true of need not be decoded, if no other picture depends on theirs.
  void may_drop(std::function<bool(const AVPacket&)> dispensable);

  /// The next frame; false at the end. Valid until the next call.
  bool next();
  /// Without a picture (data[0] is null) if it was dropped.
  const AVFrame& frame() const { return gap_ ? *blank_ : *frame_; }

  /// Moves it to `frame`, which is empty, for longer than until the next call.
  void take(AVFrame& frame) { av_frame_move_ref(&frame, gap_ ? blank_.get() : frame_.get()); }

  /// Packets that the codec refused so far.
  std::int64_t refused() const { return refused_; }

  /// Hands over a packet that was read already, before those that follow it in the file.
  void send(const AVPacket* packet);

 private:
  /// Presentation time and duration, in the stream's time base.
  using Place = std::pair<std::int64_t, std::int64_t>;

  bool decode();
  bool next_gap();
  void feed();
  bool drops(const AVPacket& packet) const;

  PacketSource& source_;
  FfmpegPtr<AVCodecContext> codec_;
  FfmpegPtr<AVPacket> packet_;
  FfmpegPtr<AVFrame> frame_;
  FfmpegPtr<AVFrame> blank_;
  std::function<bool(const AVPacket&)> dispensable_;
  std::multiset<Place> maybe_dropped_;  // those whose picture has not come
  bool waiting_ = false;                // frame_ is the next but for what was dropped before it
  bool gap_ = false;
  std::int64_t refused_ = 0;
  int drain_failures_ = 0;
  bool draining_ = false;
};

}  // namespace emorec::media
