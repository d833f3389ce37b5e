// Where a decoder gets its packets from.
#pragma once

#include <string>

#include "ffmpeg.h"

namespace emorec::media {

class PacketSource {
 public:
  virtual ~PacketSource() = default;

  /// The next packet of the stream of pictures; false at its end or where it breaks off.
  virtual bool read(AVPacket& packet) = 0;

  virtual AVFormatContext& format() const = 0;
  virtual AVStream& stream() const = 0;
  virtual const AVCodec& codec() const = 0;

  /// What errors call it.
  virtual std::string name() const = 0;

  /// Seconds a frame is shown, by the announced rate; for where timestamps are missing.
  double frame_duration() const;

 protected:
  PacketSource() = default;
  PacketSource(const PacketSource&) = default;
  PacketSource(PacketSource&&) = default;
  PacketSource& operator=(const PacketSource&) = default;
  PacketSource& operator=(PacketSource&&) = default;
};

}  // namespace emorec::media
