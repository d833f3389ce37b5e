// A container file and the one stream of pictures in it that a clip is made of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "emorec/core/error.h"

#include "content.h"
#include "ffmpeg.h"
#include "packet_source.h"

namespace emorec::media {

enum class MediaKind { kVideo, kImage };

/// Reads the file itself and nothing else: no network, no playlist, no file that another names.
class MediaFile : public PacketSource {
 public:
  /// @throws Error{kInput} if it cannot be opened, is of another kind, has no pictures in it, or
  ///         announces pictures of more than `max_pixels`.
  MediaFile(std::filesystem::path path, MediaKind kind, std::int64_t max_pixels);

  /// The next packet of the picture stream; false at the end of the file or where it breaks off.
  bool read(AVPacket& packet) override { return read(packet, stream_); }

  /// Likewise of the stream with that index.
  bool read(AVPacket& packet, int stream);

  /// To the key frame at or before `timestamp`, in the stream's time base; false if it cannot.
  bool seek(std::int64_t timestamp);

  /// Back to the first packet.
  void reopen();

  const std::filesystem::path& path() const { return path_; }
  std::string name() const override { return path_.string(); }
  AVFormatContext& format() const override { return *format_; }
  AVStream& stream() const override { return *format_->streams[stream_]; }
  const AVCodec& codec() const override { return *codec_; }

  /// The sound that goes with the pictures; null if there is none.
  AVStream* sound() const;

  /// Seconds that the container announces; 0 if it does not.
  double duration() const;

  /// The same of the pictures alone, from the first one on; their sound may go on. What is
  /// announced of the whole if that is not known.
  double picture_duration() const;

  /// How far the packets read so far reach, in seconds, of any stream: from 0 or from where the
  /// file starts, whichever is longer.
  double reached() const { return reached_; }

  /// Why reading stopped, if not at a regular end; empty otherwise.
  const std::string& break_reason() const { return break_reason_; }

  /// An error of this file; if its contents are known to be strange to FFmpeg, that is what it
  /// says.
  Error unreadable(const std::string& found, const std::string& remedy) const;

 private:
  void open_io();
  void open_format();
  void choose_stream();
  double announced_end() const;
  void note_progress(const AVPacket& packet);

  std::filesystem::path path_;
  MediaKind kind_;
  std::int64_t max_pixels_;
  Content content_;
  FfmpegPtr<AVIOContext> io_;  // outlives format_, which reads through it
  FfmpegPtr<AVFormatContext> format_;
  int stream_ = -1;
  const AVCodec* codec_ = nullptr;
  double reached_ = 0.0;
  std::string break_reason_;
};

}  // namespace emorec::media
