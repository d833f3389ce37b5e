#include "emorec/media/browser_type.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "emorec/core/error.h"
#include "emorec/media/clip_source.h"

#include "media_file.h"
#include "orientation.h"

extern "C" {
#include <libavutil/display.h>
}

namespace emorec {
namespace media {
namespace {

bool is_one_of(AVCodecID codec, std::initializer_list<AVCodecID> codecs) {
  return std::find(codecs.begin(), codecs.end(), codec) != codecs.end();
}

bool is_mp4(const MediaFile& file) {
  if (std::string_view(file.format().iformat->name).find("mp4") == std::string_view::npos) {
    return false;
  }
  const AVDictionaryEntry* brand = av_dict_get(file.format().metadata, "major_brand", nullptr, 0);
  return brand == nullptr || std::string_view(brand->value) != "qt  ";
}

/// WebM is a subset of Matroska: only the name tells them apart.
bool is_webm(const MediaFile& file) {
  return std::string_view(file.format().iformat->name).find("webm") != std::string_view::npos &&
         file.path().extension() == ".webm";
}

bool every_sound_is(const MediaFile& file, std::initializer_list<AVCodecID> codecs) {
  const AVFormatContext& format = file.format();
  for (unsigned int i = 0; i < format.nb_streams; ++i) {
    const AVCodecParameters& parameters = *format.streams[i]->codecpar;
    if (parameters.codec_type == AVMEDIA_TYPE_AUDIO && !is_one_of(parameters.codec_id, codecs)) {
      return false;
    }
  }
  return true;
}

bool starts_at_zero(const AVStream& stream) {
  constexpr double kSlack = 1e-3;
  return stream.start_time != AV_NOPTS_VALUE &&
         std::abs(static_cast<double>(stream.start_time) * av_q2d(stream.time_base)) < kSlack;
}

/// Browsers turn a picture but do not mirror it, and are not trusted with pixels that are no
/// squares.
bool is_plain(const MediaFile& file) {
  AVStream& stream = file.stream();
  const AVRational aspect = av_guess_sample_aspect_ratio(&file.format(), &stream, nullptr);
  if (aspect.num > 0 && aspect.num != aspect.den) return false;
  std::size_t size = 0;
  const std::uint8_t* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (matrix == nullptr || size < 9 * sizeof(std::int32_t)) return true;
  const Orientation turn = orientation_of_matrix(reinterpret_cast<const std::int32_t*>(matrix));
  return turn.transpose == (turn.mirror_x != turn.mirror_y);
}

std::string type_of(const MediaFile& file) {
  const AVCodecParameters& picture = *file.stream().codecpar;
  const bool eight_bit_420 =
      picture.format == AV_PIX_FMT_YUV420P || picture.format == AV_PIX_FMT_YUVJ420P;
  if (!eight_bit_420 || !starts_at_zero(file.stream()) || !is_plain(file)) return "";
  if (is_mp4(file) && picture.codec_id == AV_CODEC_ID_H264 &&
      every_sound_is(file, {AV_CODEC_ID_AAC, AV_CODEC_ID_MP3})) {
    return "video/mp4";
  }
  if (is_webm(file) && is_one_of(picture.codec_id, {AV_CODEC_ID_VP8, AV_CODEC_ID_VP9}) &&
      every_sound_is(file, {AV_CODEC_ID_VORBIS, AV_CODEC_ID_OPUS})) {
    return "video/webm";
  }
  return "";
}

}  // namespace
}  // namespace media

std::string browser_type(const std::filesystem::path& path) {
  try {
    return media::type_of(
        media::MediaFile(path, media::MediaKind::kVideo, ClipLimits().max_pixels));
  } catch (const Error&) {
    return "";
  }
}

}  // namespace emorec
