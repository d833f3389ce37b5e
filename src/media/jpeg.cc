#include "emorec/media/jpeg.h"

#include <memory>

#include <turbojpeg.h>

#include "emorec/core/error.h"

namespace emorec {
namespace {

using Codec = std::unique_ptr<void, decltype(&tjDestroy)>;

int pixel_format(const cv::Mat& picture) { return picture.channels() == 1 ? TJPF_GRAY : TJPF_BGR; }

void check(const Codec& codec, int failed) {
  if (failed != 0)
    throw Error(ErrorKind::kOutput, std::string("JPEG: ") + tjGetErrorStr2(codec.get()));
}

}  // namespace

std::string jpeg_of(const cv::Mat& picture, int quality) {
  const Codec codec(tjInitCompress(), tjDestroy);
  const int sampling = picture.channels() == 1 ? TJSAMP_GRAY : TJSAMP_420;
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(
      codec.get(), picture.data, picture.cols, static_cast<int>(picture.step), picture.rows,
      pixel_format(picture), &bytes, &size, sampling, quality, TJFLAG_ACCURATEDCT);
  const std::unique_ptr<unsigned char, decltype(&tjFree)> owner(bytes, tjFree);
  check(codec, failed);
  return {bytes, bytes + size};
}

cv::Mat through_jpeg(const cv::Mat& picture, int quality) {
  const std::string file = jpeg_of(picture, quality);
  const Codec codec(tjInitDecompress(), tjDestroy);
  cv::Mat decoded(picture.size(), picture.type());
  check(codec,
        tjDecompress2(codec.get(), reinterpret_cast<const unsigned char*>(file.data()), file.size(),
                      decoded.data, decoded.cols, static_cast<int>(decoded.step), decoded.rows,
                      pixel_format(decoded), TJFLAG_ACCURATEDCT));
  return decoded;
}

}  // namespace emorec
