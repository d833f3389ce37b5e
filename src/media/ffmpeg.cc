#include "ffmpeg.h"

#include <array>
#include <new>

#include "emorec/media/clip_source.h"
#include "emorec/media/ffmpeg_settings.h"

extern "C" {
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

namespace emorec {
namespace media {
namespace {

constexpr std::size_t kLargestAllocation = std::size_t{1} << 30U;

template <typename T>
FfmpegPtr<T> owned(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return FfmpegPtr<T>(object);
}

std::string version(const char* library, unsigned number) {
  return std::string(library) + " " + std::to_string(AV_VERSION_MAJOR(number)) + "." +
         std::to_string(AV_VERSION_MINOR(number)) + "." + std::to_string(AV_VERSION_MICRO(number));
}

}  // namespace

FfmpegPtr<AVPacket> make_packet() { return owned(av_packet_alloc()); }
FfmpegPtr<AVFrame> make_frame() { return owned(av_frame_alloc()); }

std::string ffmpeg_reason(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

}  // namespace media

void restrict_ffmpeg() {
  av_log_set_level(AV_LOG_QUIET);
  av_max_alloc(media::kLargestAllocation);
}

std::string ffmpeg_version() {
  return media::version("libavformat", avformat_version()) + ", " +
         media::version("libavcodec", avcodec_version()) + ", " +
         media::version("libswscale", swscale_version());
}

std::vector<std::string> missing_decoders() {
  std::vector<std::string> missing;
  for (const char* name :
       {"av1", "gif", "h264", "hevc", "mjpeg", "mpeg2video", "mpeg4", "vp8", "vp9", "wmv3"}) {
    const AVCodecDescriptor* codec = avcodec_descriptor_get_by_name(name);
    if (codec == nullptr || avcodec_find_decoder(codec->id) == nullptr) missing.emplace_back(name);
  }
  return missing;
}

}  // namespace emorec
