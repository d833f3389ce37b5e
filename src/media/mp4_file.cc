#include "mp4_file.h"

#include <new>

extern "C" {
#include <libavutil/dict.h>
}

namespace emorec::media {

Mp4File::Mp4File(const std::filesystem::path& path) : replacement_(path) {
  const std::string url = "file:" + replacement_.path().string();
  AVIOContext* io = nullptr;
  int failed = avio_open2(&io, url.c_str(), AVIO_FLAG_WRITE, nullptr, nullptr);
  if (failed < 0) throw error(ffmpeg_reason(failed));
  io_.reset(io);
  AVFormatContext* format = nullptr;
  failed = avformat_alloc_output_context2(&format, nullptr, "mp4", url.c_str());
  if (failed < 0) throw error(ffmpeg_reason(failed));
  format_.reset(format);
  format_->pb = io_.get();
}

Error Mp4File::error(const std::string& reason) const {
  return Error(ErrorKind::kOutput, replacement_.target().string() + ": cannot be written (" +
                                       reason + "). Check that the folder exists and has room.");
}

AVStream& Mp4File::add_stream() {
  AVStream* stream = avformat_new_stream(format_.get(), nullptr);
  if (stream == nullptr) throw std::bad_alloc();
  return *stream;
}

void Mp4File::begin() {
  AVDictionary* options = nullptr;
  av_dict_set(&options, "movflags", "+faststart", 0);  // plays while it is being fetched
  const int failed = avformat_write_header(format_.get(), &options);
  av_dict_free(&options);
  if (failed < 0) throw error(ffmpeg_reason(failed));
  begun_ = true;
}

void Mp4File::write(AVPacket& packet, AVRational time_base, const AVStream& stream) {
  packet.stream_index = stream.index;
  av_packet_rescale_ts(&packet, time_base, stream.time_base);
  const int failed = av_interleaved_write_frame(format_.get(), &packet);
  if (failed < 0) throw error(ffmpeg_reason(failed));
}

void Mp4File::finish() {
  int failed = av_write_trailer(format_.get());
  if (failed < 0) throw error(ffmpeg_reason(failed));
  failed = avio_close(io_.release());
  if (failed < 0) throw error(ffmpeg_reason(failed));
  replacement_.commit();
}

}  // namespace emorec::media
