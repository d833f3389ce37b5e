// Still images and folders of them. Needs no ffmpeg: OpenCV writes the images.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "../../src/media/natural_order.h"
#include "clips.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pointwise;
using ::testing::SizeIs;

cv::Mat red_corner_image() {
  cv::Mat image(64, 96, CV_8UC3, cv::Scalar(128, 128, 128));
  image(cv::Rect(0, 0, 32, 32)) = cv::Scalar(0, 0, 255);
  return image;
}

/// 64×48 and grey like frame `number` of `numbered`.
void write_numbered(const std::filesystem::path& path, int number) {
  const double grey = std::round(number * 8.0 * 255.0 / 219.0);
  cv::imwrite(path.string(), cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(grey)));
}

/// The JPEG's bytes with an EXIF segment that holds nothing but the orientation.
std::string with_exif_orientation(const std::string& jpeg, char orientation) {
  const std::string tiff = std::string("MM\0\x2a\0\0\0\x08", 8) +          // big-endian, IFD at 8
                           std::string("\0\x01\x01\x12\0\x03", 6) +        // 1 entry: 0x0112, short
                           std::string("\0\0\0\x01\0", 5) + orientation +  // 1 value
                           std::string("\0\0\0\0\0\0", 6);  // padding, no further IFD
  const std::string body = std::string("Exif\0\0", 6) + tiff;
  const auto size = static_cast<char>(body.size() + 2);
  return jpeg.substr(0, 2) + "\xff\xe1" + std::string(1, '\0') + size + body + jpeg.substr(2);
}

class ImageTest : public ::testing::Test {
 protected:
  TempDir dir_;
};

TEST_F(ImageTest, AStillThatIsNotThereWholeIsWarnedOfOrRefused) {
  cv::Mat noise(200, 200, CV_8UC3);
  cv::randu(noise, 0, 255);
  for (const char* name : {"a.png", "a.jpg", "a.bmp", "a.webp", "a.tif", "a.ppm", "a.jp2"}) {
    ASSERT_TRUE(cv::imwrite((dir_ / name).string(), noise));
    EXPECT_THAT(watch(dir_ / name).warnings, IsEmpty()) << name;
    std::filesystem::resize_file(dir_ / name, std::filesystem::file_size(dir_ / name) * 2 / 5);
    try {
      EXPECT_THAT(watch(dir_ / name).warnings, ElementsAre(HasSubstr("decoded whole"))) << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput) << name;
    }
  }
}

TEST_F(ImageTest, EveryFormat) {
  for (const char* name : {"a.png", "a.jpg", "a.jpeg", "a.JPG", "a.bmp", "a.webp", "a.tif",
                           "a.tiff", "a.ppm", "a.jp2"}) {
    ASSERT_TRUE(cv::imwrite((dir_ / name).string(), red_corner_image()));
    const Watched clip = watch(dir_ / name);
    ASSERT_THAT(clip.frames, SizeIs(1)) << name;
    EXPECT_EQ(clip.frames[0].image.size(), cv::Size(96, 64)) << name;
    EXPECT_EQ(clip.frames[0].image.type(), CV_8UC3) << name;
    EXPECT_EQ(red_corner_of(clip.frames[0].image), "upper left") << name;
    EXPECT_NEAR(clip.frames[0].image.at<cv::Vec3b>(50, 60)[0], 128, 2) << name;
    EXPECT_EQ(clip.frames[0].time, 0.0);
    EXPECT_EQ(clip.frames[0].index, 0);
    EXPECT_EQ(clip.info.kind, ClipKind::kImage);
    EXPECT_EQ(clip.info.width, 96);
    EXPECT_EQ(clip.info.height, 64);
    EXPECT_EQ(clip.decoded, 1);
    EXPECT_THAT(clip.warnings, IsEmpty());
  }
}

TEST_F(ImageTest, GreyTransparentAndSixteenBitImagesBecomeBgr) {
  cv::imwrite((dir_ / "grey.png").string(), cv::Mat(48, 64, CV_8UC1, cv::Scalar(100)));
  cv::imwrite((dir_ / "grey.pgm").string(), cv::Mat(48, 64, CV_8UC1, cv::Scalar(100)));
  cv::imwrite((dir_ / "grey.jpg").string(), cv::Mat(48, 64, CV_8UC1, cv::Scalar(100)));
  cv::imwrite((dir_ / "alpha.png").string(),
              cv::Mat(48, 64, CV_8UC4, cv::Scalar(100, 100, 100, 255)));
  cv::imwrite((dir_ / "deep.png").string(), cv::Mat(48, 64, CV_16UC3, cv::Scalar::all(100 * 257)));
  for (const char* name : {"grey.png", "grey.pgm", "grey.jpg", "alpha.png", "deep.png"}) {
    const Watched clip = watch(dir_ / name);
    ASSERT_EQ(clip.frames.at(0).image.type(), CV_8UC3) << name;
    const auto pixel = clip.frames[0].image.at<cv::Vec3b>(20, 20);
    for (int channel = 0; channel < 3; ++channel) EXPECT_NEAR(pixel[channel], 100, 1) << name;
  }
}

TEST_F(ImageTest, ExifOrientation) {
  cv::imwrite((dir_ / "stored.jpg").string(), red_corner_image());
  const std::string stored = read_bytes(dir_ / "stored.jpg");
  const char* corners[] = {"upper left", "upper right", "lower right", "lower left",
                           "upper left", "upper right", "lower right", "lower left"};
  const int rotations[] = {0, 0, 180, 180, 270, 90, 90, 270};
  for (int value = 1; value <= 8; ++value) {
    write_bytes(dir_ / "turned.jpg", with_exif_orientation(stored, static_cast<char>(value)));
    const Watched clip = watch(dir_ / "turned.jpg");
    ASSERT_THAT(clip.frames, SizeIs(1)) << value;
    EXPECT_EQ(red_corner_of(clip.frames[0].image), corners[value - 1]) << value;
    EXPECT_EQ(clip.frames[0].image.size(), value < 5 ? cv::Size(96, 64) : cv::Size(64, 96));
    EXPECT_EQ(clip.info.rotation, rotations[value - 1]) << value;
  }
}

TEST_F(ImageTest, DotsPerInchDoNotStretch) {
  cv::imwrite((dir_ / "a.jpg").string(), red_corner_image());
  std::string bytes = read_bytes(dir_ / "a.jpg");
  const std::size_t jfif = bytes.find("JFIF");
  ASSERT_NE(jfif, std::string::npos);
  bytes[jfif + 7] = 1;    // dots per inch
  bytes[jfif + 9] = 40;   // across
  bytes[jfif + 11] = 20;  // down
  write_bytes(dir_ / "a.jpg", bytes);
  EXPECT_EQ(watch(dir_ / "a.jpg").frames.at(0).image.size(), cv::Size(96, 64));
}

TEST_F(ImageTest, NamesThatLookLikePatterns) {
  for (const char* name : {"frame%03d.png", "frame[0-9]*.png", "-.png"}) {
    write_numbered(dir_ / name, 3);
    EXPECT_THAT(watch(dir_ / name).numbers(), ElementsAre(3)) << name;
  }
}

TEST_F(ImageTest, TooLargeOrDamaged) {
  for (const char* name : {"a.png", "a.jpg", "a.bmp", "a.webp"}) {
    cv::imwrite((dir_ / name).string(), red_corner_image());
    ClipOptions options;
    options.limits.max_pixels = 96 * 64 - 1;
    EXPECT_THAT(input_error_of(dir_ / name, options), HasSubstr("more than 6143 pixels")) << name;
    write_bytes(dir_ / name, read_bytes(dir_ / name).substr(0, 30));
    EXPECT_THAT(input_error_of(dir_ / name), HasSubstr(name)) << name;
  }
}

TEST_F(ImageTest, AHeaderThatClaimsAGiganticImage) {
  cv::imwrite((dir_ / "a.bmp").string(), red_corner_image());
  std::string bytes = read_bytes(dir_ / "a.bmp");
  bytes.replace(18, 8, std::string("\0\0\x01\0\0\0\x01\0", 8));  // 65536×65536
  write_bytes(dir_ / "a.bmp", bytes);
  EXPECT_THAT(input_error_of(dir_ / "a.bmp"), HasSubstr("cannot be decoded"));
}

TEST_F(ImageTest, AStartBehindAStillImage) {
  write_numbered(dir_ / "a.png", 1);
  ClipOptions options;
  options.start = 1.0;
  EXPECT_THAT(input_error_of(dir_ / "a.png", options), HasSubstr("no frame between start and end"));
}

TEST_F(ImageTest, FolderInTheOrderOfItsNumbers) {
  for (const int number : {10, 2, 1, 9, 11}) {
    write_numbered(dir_ / ("frame" + std::to_string(number) + ".png"), number);
  }
  write_bytes(dir_ / "notes.txt", "not an image");
  write_bytes(dir_ / ".hidden.png", "not an image");
  std::filesystem::create_directory(dir_ / "more.png");
  const Watched clip = watch(dir_.path());
  EXPECT_THAT(clip.numbers(), ElementsAre(1, 2, 9, 10, 11));
  EXPECT_THAT(clip.indices(), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(clip.times(), Pointwise(DoubleNear(1e-9), {0.0, 0.04, 0.08, 0.12, 0.16}));
  EXPECT_EQ(clip.info.kind, ClipKind::kFolder);
  EXPECT_EQ(clip.info.codec, "png");
  EXPECT_EQ(clip.info.width, 64);
  EXPECT_NEAR(clip.info.duration, 0.2, 1e-9);
  EXPECT_THAT(clip.warnings, IsEmpty());
}

TEST_F(ImageTest, FolderWithItsOwnRateIntervalAndCount) {
  for (int number = 0; number < 20; ++number) {
    write_numbered(dir_ / (std::to_string(number) + ".png"), number);
  }
  ClipOptions options;
  options.image_rate = 10.0;
  options.start = 0.5;
  options.end = 1.5;
  Watched clip = watch(dir_.path(), options);
  EXPECT_THAT(clip.numbers(), ElementsAre(5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
  options.max_frames = 2;
  clip = watch(dir_.path(), options);
  // Two parts of five: the middle one of each.
  EXPECT_THAT(clip.numbers(), ElementsAre(7, 12));
  EXPECT_THAT(clip.indices(), ElementsAre(7, 12));
  EXPECT_THAT(clip.times(), Pointwise(DoubleNear(1e-9), {0.7, 1.2}));
  EXPECT_EQ(clip.decoded, 10);

  options = {};
  options.limits.max_frames = 3;
  clip = watch(dir_.path(), options);
  EXPECT_THAT(clip.numbers(), ElementsAre(0, 1, 2));
  EXPECT_THAT(clip.warnings, ElementsAre(HasSubstr("cut after 3 images")));
}

TEST_F(ImageTest, UnreadableImagesOfAFolderAreSkipped) {
  for (const int number : {0, 1, 3}) {
    write_numbered(dir_ / (std::to_string(number) + ".png"), number);
  }
  write_bytes(dir_ / "2.png", "no image at all");
  Watched clip = watch(dir_.path());
  EXPECT_THAT(clip.numbers(), ElementsAre(0, 1, 3));
  EXPECT_THAT(clip.indices(), ElementsAre(0, 1, 3));
  EXPECT_EQ(clip.decoded, 3);
  EXPECT_THAT(clip.warnings,
              ElementsAre(AllOf(HasSubstr("1 unreadable image"), HasSubstr("2.png"))));

  ClipOptions options;
  options.max_frames = 2;  // 0.png or 1.png, and 2.png, for which the next one stands in
  clip = watch(dir_.path(), options);
  EXPECT_THAT(clip.numbers(), ElementsAre(0, 3));
}

TEST_F(ImageTest, SizesOfAFolderMayDiffer) {
  cv::imwrite((dir_ / "1.png").string(), cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(9)));
  cv::imwrite((dir_ / "2.jpg").string(), cv::Mat(100, 33, CV_8UC3, cv::Scalar::all(9)));
  const Watched clip = watch(dir_.path());
  ASSERT_THAT(clip.frames, SizeIs(2));
  EXPECT_EQ(clip.frames[0].image.size(), cv::Size(64, 48));
  EXPECT_EQ(clip.frames[1].image.size(), cv::Size(33, 100));
}

TEST_F(ImageTest, FolderWithoutImages) {
  EXPECT_THAT(input_error_of(dir_.path()), HasSubstr("a folder without images"));
  write_bytes(dir_ / "a.txt", "text");
  EXPECT_THAT(input_error_of(dir_.path()), HasSubstr("a folder without images"));
  write_bytes(dir_ / "a.png", "text");
  EXPECT_THAT(input_error_of(dir_.path()), HasSubstr("none of its images could be read"));
}

TEST_F(ImageTest, FolderOfClipsIsToldOfBatch) {
  std::filesystem::create_directories(dir_ / "more");
  write_bytes(dir_ / "more" / "a.mp4", "a video, for all that its name says");
  EXPECT_THAT(input_error_of(dir_.path()),
              HasSubstr("'emorec batch " + dir_.path().string() + " --out results.ndjson'"));
}

TEST(NaturalOrderTest, NumbersByValueTheRestByBytes) {
  using media::natural_less;
  EXPECT_TRUE(natural_less("frame2", "frame10"));
  EXPECT_FALSE(natural_less("frame10", "frame2"));
  EXPECT_TRUE(natural_less("frame007", "frame8"));
  EXPECT_TRUE(natural_less("a2b10", "a2b11"));
  EXPECT_TRUE(natural_less("a", "b"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_TRUE(natural_less("9999999999999999999998", "9999999999999999999999"));
  EXPECT_FALSE(natural_less("x", "x"));
  // Equal numbers written differently still have an order, and only one.
  EXPECT_NE(natural_less("f01", "f1"), natural_less("f1", "f01"));
}

}  // namespace
}  // namespace emorec::testing
