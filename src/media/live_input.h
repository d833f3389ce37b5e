// The packets of a camera, an address or a pipe, read by a thread of its own as they come.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "emorec/media/live_source.h"

#include "interrupt.h"
#include "packet_source.h"
#include "pipe_reader.h"
#include "source_address.h"

namespace emorec::media {

class LiveInput : public PacketSource {
 public:
  /// Opens it. `address` and `stop` must outlive this.
  /// @throws Error{kInput}; Error{kCancelled} if that was asked for meanwhile.
  LiveInput(const SourceAddress& address, const LiveOptions& options, const Stop& stop);
  ~LiveInput() override;

  bool read(AVPacket& packet) override;
  AVFormatContext& format() const override { return *format_; }
  AVStream& stream() const override { return *format_->streams[stream_]; }
  const AVCodec& codec() const override { return *codec_; }
  std::string name() const override { return address_.shown; }

  /// When the packet with that timestamp was there, of those that read() has given; none of its
  /// predecessors will be asked for any more.
  LiveClock::time_point came(std::int64_t timestamp);

  /// Whether its timestamps are made up by the demuxer, from a rate that nobody told it.
  bool has_no_times() const;

  /// Packets that came faster than they could be decoded and were dropped.
  std::int64_t dropped() const;

  /// Why there are no more packets, after read() has returned false; empty if the source has come
  /// to its end.
  std::string break_reason() const;

 private:
  struct Packet {
    FfmpegPtr<AVPacket> packet;
    LiveClock::time_point came;
  };

  void open_io();
  void open_format();
  void choose_stream();
  std::string reason(int code) const;
  void run();
  bool add(FfmpegPtr<AVPacket> packet);
  void drop_what_is_late(LiveClock::time_point now);

  const SourceAddress& address_;
  bool waits_;  // until there is room, instead of dropping
  std::int64_t max_pixels_;
  Interrupt interrupt_;
  std::optional<PipeReader> pipe_;  // outlives format_, as io_ does
  FfmpegPtr<AVIOContext> io_;
  bool finite_ = false;
  FfmpegPtr<AVFormatContext> format_;
  int stream_ = -1;
  const AVCodec* codec_ = nullptr;

  std::map<std::int64_t, LiveClock::time_point> times_;  // by timestamp, of what may be asked for
  LiveClock::time_point last_came_;

  // What the two threads share:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Packet> packets_;
  bool skips_to_key_ = false;
  bool ended_ = false;
  std::string break_reason_;
  std::int64_t dropped_ = 0;

  std::thread thread_;
};

}  // namespace emorec::media
