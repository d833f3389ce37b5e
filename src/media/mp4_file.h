// An MP4 file being written: packets of its streams in, the finished file in place at the end.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "emorec/core/error.h"
#include "emorec/core/files.h"

#include "ffmpeg.h"

namespace emorec::media {

class Mp4File {
 public:
  /// @throws Error{kOutput}, as everything here.
  explicit Mp4File(const std::filesystem::path& path);

  /// Streams are added until begin().
  AVStream& add_stream();
  void begin();
  bool begun() const { return begun_; }

  /// `packet`, in units of `time_base`, belongs to `stream`. Its content is taken over.
  void write(AVPacket& packet, AVRational time_base, const AVStream& stream);

  void finish();

  /// Whether streams must carry their codec's setup outside of packets: a codec context's flags.
  static constexpr int kCodecFlags = AV_CODEC_FLAG_GLOBAL_HEADER;

  Error error(const std::string& reason) const;

 private:
  struct MuxerDeleter {
    void operator()(AVFormatContext* p) const noexcept { avformat_free_context(p); }
  };

  Replacement replacement_;  // outlives io_: what is open is not removed
  FfmpegPtr<AVIOContext> io_;
  std::unique_ptr<AVFormatContext, MuxerDeleter> format_;
  bool begun_ = false;
};

}  // namespace emorec::media
