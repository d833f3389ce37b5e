#include "still_image.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include <opencv2/core.hpp>

#include "input_error.h"
#include "media_file.h"
#include "picture_converter.h"
#include "video_decoder.h"

namespace emorec::media {
namespace {

Orientation exif_orientation(const AVFrame& picture) {
  const AVDictionaryEntry* entry = av_dict_get(picture.metadata, "Orientation", nullptr, 0);
  return entry == nullptr
             ? Orientation{}
             : orientation_of_exif(static_cast<int>(std::strtol(entry->value, nullptr, 10)));
}

/// FFmpeg takes what it does not know of a TIFF for damage, and leaves black what it cannot
/// decompress.
bool is_black(const cv::Mat& bgr) { return cv::sum(bgr) == cv::Scalar(); }

/// The picture of a file from its beginning; none if there is none that may be shown.
std::optional<StillImage> decode(MediaFile& file, std::int64_t max_pixels, Damage damage) {
  VideoDecoder decoder(file, 1, max_pixels, damage);
  PictureConverter converter(max_pixels);
  constexpr AVRational kSquare = {1, 1};  // an image's dots per inch say nothing of its pixels
  while (decoder.next()) {
    const Orientation orientation = exif_orientation(decoder.frame());
    StillImage image;
    if (!converter.convert(decoder.frame(), kSquare, orientation, image.bgr)) continue;
    image.codec = avcodec_get_name(file.stream().codecpar->codec_id);
    image.rotation = orientation.rotation();
    image.damaged = damage == Damage::kPatched && (image.codec != "tiff" || is_black(image.bgr));
    return image;
  }
  return std::nullopt;
}

}  // namespace

StillImage read_still_image(const std::filesystem::path& path, std::int64_t max_pixels) {
  MediaFile file(path, MediaKind::kImage, max_pixels);
  if (auto whole = decode(file, max_pixels, Damage::kRefused)) return *std::move(whole);
  file.reopen();
  if (auto patched = decode(file, max_pixels, Damage::kPatched)) return *std::move(patched);
  throw file.unreadable(
      "cannot be decoded (damaged, or of more than " + std::to_string(max_pixels) + " pixels)",
      "Fetch it again, or scale it down.");
}

}  // namespace emorec::media
