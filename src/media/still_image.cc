#include "still_image.h"

#include <cstdlib>

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

}  // namespace

StillImage read_still_image(const std::filesystem::path& path, std::int64_t max_pixels) {
  MediaFile file(path, MediaKind::kImage, max_pixels);
  VideoDecoder decoder(file, 1, max_pixels);
  PictureConverter converter(max_pixels);
  constexpr AVRational kSquare = {1, 1};  // an image's dots per inch say nothing of its pixels
  while (decoder.next()) {
    const Orientation orientation = exif_orientation(decoder.frame());
    StillImage image;
    if (!converter.convert(decoder.frame(), kSquare, orientation, image.bgr)) continue;
    image.codec = avcodec_get_name(file.stream().codecpar->codec_id);
    image.rotation = orientation.rotation();
    return image;
  }
  throw input_error(
      path,
      "cannot be decoded (damaged, or of more than " + std::to_string(max_pixels) + " pixels)",
      "Fetch it again, or scale it down.");
}

}  // namespace emorec::media
