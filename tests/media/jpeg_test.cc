// Against OpenCV's writer and reader, which wrote the pictures that the models were trained on.
#include "emorec/media/jpeg.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace emorec::testing {
namespace {

/// Edges and colours, of odd sides, that end within a block.
cv::Mat picture(int type) {
  cv::Mat pixels(61, 83, type);
  cv::RNG random(7);
  random.fill(pixels, cv::RNG::UNIFORM, 0, 60);
  pixels(cv::Rect(20, 10, 30, 40)).setTo(cv::Scalar(200, 30, 120));
  return pixels;
}

TEST(JpegTest, WritesAndReadsAsOpenCvDoes) {
  for (const int type : {CV_8UC1, CV_8UC3}) {
    const cv::Mat original = picture(type);
    for (const int quality : {10, 50, 90, 98}) {
      std::vector<unsigned char> file;
      cv::imencode(".jpg", original, file, {cv::IMWRITE_JPEG_QUALITY, quality});
      EXPECT_EQ(jpeg_of(original, quality), std::string(file.begin(), file.end()));
      const cv::Mat decoded = cv::imdecode(file, cv::IMREAD_UNCHANGED);
      const cv::Mat through = through_jpeg(original, quality);
      ASSERT_EQ(through.type(), type);
      EXPECT_EQ(cv::norm(through, decoded, cv::NORM_INF), 0) << quality;
    }
  }
}

TEST(JpegTest, PartOfAPictureIsWrittenByItself) {
  const cv::Mat whole = picture(CV_8UC3);
  const cv::Mat part = whole(cv::Rect(5, 3, 40, 32));
  EXPECT_EQ(jpeg_of(part, 90), jpeg_of(part.clone(), 90));
}

}  // namespace
}  // namespace emorec::testing
