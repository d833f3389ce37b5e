#include "content.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

extern "C" {
#include <libavutil/avstring.h>
}

namespace emorec::media {
namespace {

// Names of FFmpeg's demuxers.
#define EMOREC_VIDEO_FORMATS                                                                    \
  "mov,matroska,avi,flv,live_flv,mpegts,mpeg,mpegvideo,m4v,h264,hevc,obu,ivf,asf,ogg,gif,apng," \
  "rm,swf,nut,mxf,dv,wtv,mjpeg,yuv4mpegpipe,dirac,vc1,vc1test,h261,h263,bink,smk,mvi"
constexpr const char* kVideoFormats = EMOREC_VIDEO_FORMATS;
constexpr const char* kLiveFormats = EMOREC_VIDEO_FORMATS ",mpjpeg,jpeg_pipe,png_pipe";
constexpr const char* kSoundFormats = "mp3,wav,flac,aac,ac3,aiff,amr,caf,ape,wv,au";
constexpr const char* kImageFormats =
    "jpeg_pipe,png_pipe,bmp_pipe,webp_pipe,tiff_pipe,pgm_pipe,ppm_pipe,pbm_pipe,pam_pipe,mjpeg,"
    "apng,jpegls_pipe,j2k_pipe";

bool is_one_of(const char* formats, const AVInputFormat* format) {
  return format != nullptr && av_match_list(format->name, formats, ',') != 0;
}

constexpr StrangePicture kHeic = {
    "a HEIC picture, which FFmpeg cannot decode",
    "Convert it to JPEG, for instance by heif-convert of Debian's libheif-examples."};
constexpr StrangePicture kAnimatedWebp = {
    "an animated WebP picture, which FFmpeg cannot decode",
    "Convert it to a GIF, for instance by ImageMagick: convert a.webp a.gif."};

constexpr std::size_t kHead = 64;

/// The first bytes; fewer than kHead if there are no more.
std::string head_of(AVIOContext& io) {
  std::string head(kHead, '\0');
  const int got = avio_read(&io, reinterpret_cast<unsigned char*>(head.data()), kHead);
  avio_seek(&io, 0, SEEK_SET);
  head.resize(static_cast<std::size_t>(std::max(0, got)));
  return head;
}

/// The names of what an MP4, or a picture in such a container, wants to be: ISO/IEC 14496-12, 4.3.
/// Empty for other files.
std::string_view brands_in(std::string_view head) {
  if (head.size() < 12 || head.substr(4, 4) != "ftyp") return {};
  const auto length = static_cast<unsigned char>(head[3]);  // it is short: the others are zero
  return head.substr(8, std::max<std::size_t>(length, 12) - 8);
}

bool names(std::string_view brands, std::string_view brand) {
  for (std::size_t at = 0; at + 4 <= brands.size(); at += 4) {
    if (brands.substr(at, 4) == brand) return true;
  }
  return false;
}

bool is_heic(std::string_view head) {
  constexpr std::array<std::string_view, 6> kBrands = {"heic", "heix", "heim",
                                                       "heis", "hevc", "hevx"};
  const std::string_view brands = brands_in(head);
  return std::any_of(kBrands.begin(), kBrands.end(),
                     [&](const auto& brand) { return names(brands, brand); });
}

bool is_animated_webp(std::string_view head) {
  constexpr char kAnimated = 0x02;  // one of the flags of an extended file
  return head.size() > 20 && head.substr(0, 4) == "RIFF" && head.substr(8, 8) == "WEBPVP8X" &&
         (head[20] & kAnimated) != 0;
}

std::optional<StrangePicture> strange_picture(std::string_view head) {
  if (is_heic(head)) return kHeic;
  if (is_animated_webp(head)) return kAnimatedWebp;
  return std::nullopt;
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

bool Content::is_video() const { return is_one_of(kVideoFormats, format); }
bool Content::is_sound() const { return is_one_of(kSoundFormats, format); }
bool Content::is_image() const { return avif || is_one_of(kImageFormats, format); }

std::string Content::in_words() const {
  if (strange) return strange->what;
  if (format == nullptr) return "nothing that is known";
  const std::string name = format->name;
  const std::size_t pipe = name.rfind("_pipe");
  if (pipe != name.npos) return "a " + upper_case(name.substr(0, pipe)) + " picture";
  return format->long_name == nullptr ? upper_case(name) : format->long_name;
}

const char* live_formats() { return kLiveFormats; }

Content content_of(AVIOContext& io, unsigned most) {
  Content content;
  const std::string head = head_of(io);
  const int score = av_probe_input_buffer2(&io, &content.format, "", nullptr, 0, most);
  if (score < 0) content.format = nullptr;
  content.surely = score > AVPROBE_SCORE_RETRY;
  content.avif = names(brands_in(head), "avif") && !names(brands_in(head), "avis");
  content.strange = strange_picture(head);
  return content;
}

}  // namespace emorec::media
