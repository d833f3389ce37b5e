#include "picture_stream.h"

#include <string>
#include <vector>

#include "input_error.h"

extern "C" {
#include <libavutil/dict.h>
}

namespace emorec::media {
namespace {

/// One dictionary per stream, as avformat_find_stream_info wants them.
class StreamOptions {
 public:
  StreamOptions(unsigned streams, std::int64_t max_pixels) : options_(streams, nullptr) {
    for (AVDictionary*& each : options_) av_dict_set_int(&each, "max_pixels", max_pixels, 0);
  }
  ~StreamOptions() {
    for (AVDictionary*& each : options_) av_dict_free(&each);
  }
  StreamOptions(const StreamOptions&) = delete;
  StreamOptions& operator=(const StreamOptions&) = delete;
  AVDictionary** data() { return options_.empty() ? nullptr : options_.data(); }

 private:
  std::vector<AVDictionary*> options_;
};

bool is_picture_stream(const AVStream& stream) {
  // Cover art of an audio file is a "video" stream of one attached picture.
  return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
         (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0;
}

std::int64_t pixels(const AVStream& stream) {
  return std::int64_t{stream.codecpar->width} * stream.codecpar->height;
}

/// Whether `a` is the rather meant picture of the two: the one marked default, then the larger.
bool is_better(const AVStream& a, const AVStream& b) {
  const bool a_default = (a.disposition & AV_DISPOSITION_DEFAULT) != 0;
  const bool b_default = (b.disposition & AV_DISPOSITION_DEFAULT) != 0;
  if (a_default != b_default) return a_default;
  return pixels(a) > pixels(b);
}

}  // namespace

void find_streams(AVFormatContext& format, std::int64_t max_pixels) {
  StreamOptions options(format.nb_streams, max_pixels);
  static_cast<void>(avformat_find_stream_info(&format, options.data()));
}

int picture_stream_of(const AVFormatContext& format) {
  int best = -1;
  for (int i = 0; i < static_cast<int>(format.nb_streams); ++i) {
    if (!is_picture_stream(*format.streams[i])) continue;
    if (best < 0 || is_better(*format.streams[i], *format.streams[best])) best = i;
  }
  return best;
}

const AVCodec& decoder_of(const AVStream& stream, const std::filesystem::path& path,
                          std::int64_t max_pixels) {
  const AVCodecParameters& parameters = *stream.codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (codec == nullptr) {
    throw input_error(path,
                      std::string("its video codec '") + avcodec_get_name(parameters.codec_id) +
                          "' is not supported by the FFmpeg libraries in use",
                      "Convert it, for instance to H.264 in mp4.");
  }
  if (pixels(stream) > max_pixels) {
    throw input_error(path,
                      std::to_string(parameters.width) + "x" + std::to_string(parameters.height) +
                          " pixels a frame, more than the limit of " + std::to_string(max_pixels) +
                          " pixels",
                      "Scale it down.");
  }
  return *codec;
}

const char* sound_remark(const AVFormatContext& format) {
  for (unsigned i = 0; i < format.nb_streams; ++i)
    if (format.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) return " (audio only)";
  return "";
}

}  // namespace emorec::media
