// What a frame looks like: upright, square pixels, right colours, whatever the stream does.
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../src/media/orientation.h"
#include "clips.h"

namespace emorec::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class PictureTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  TempDir dir_;
};

/// How a display matrix turns and mirrors: x' = a·x + c·y, y' = b·x + d·y, with y downwards.
struct Turn {
  int a, b, c, d;
  const char* corner;  // where the upper left one goes
  int rotation;        // clockwise
  cv::Size size;       // a stored 96×64's
};

void PrintTo(const Turn& turn, std::ostream* out) {
  *out << turn.rotation << " degrees, to the " << turn.corner;
}

/// Writes the matrix into the header of the mp4's only track. By hand, since what `-metadata
/// rotate=90` means depends on ffmpeg's version.
void set_matrix(const std::filesystem::path& path, const Turn& turn) {
  std::string bytes = read_bytes(path);
  const std::size_t box = bytes.find("tkhd");
  ASSERT_NE(box, std::string::npos);
  const auto write = [&](std::size_t place, int value) {
    const std::string number = {static_cast<char>(value < 0 ? 0xff : 0), static_cast<char>(value),
                                0, 0};  // 16.16, big-endian
    bytes.replace(box + 4 + 40 + 4 * place, 4, number);
  };
  write(0, turn.a);
  write(1, turn.b);
  write(3, turn.c);
  write(4, turn.d);
  write_bytes(path, bytes);
}

class RotationTest : public ::testing::TestWithParam<Turn> {};

TEST_P(RotationTest, IsUndone) {
  EMOREC_NEEDS_FFMPEG();
  const TempDir dir;
  for (const char* name : {"clip.mp4", "clip.mov"}) {
    ffmpeg(red_corner() + "-c:v libx264", dir / name);
    set_matrix(dir / name, GetParam());
    const Watched clip = watch(dir / name);
    ASSERT_THAT(clip.frames, SizeIs(5));
    for (const Frame& frame : clip.frames) {
      EXPECT_EQ(red_corner_of(frame.image), GetParam().corner);
      EXPECT_EQ(frame.image.size(), GetParam().size);
      EXPECT_TRUE(frame.image.isContinuous());
    }
    EXPECT_EQ(clip.info.rotation, GetParam().rotation);
    EXPECT_EQ(cv::Size(clip.info.width, clip.info.height), GetParam().size);
  }
}

INSTANTIATE_TEST_SUITE_P(TurnsAndMirrors, RotationTest,
                         ::testing::Values(Turn{1, 0, 0, 1, "upper left", 0, {96, 64}},
                                           Turn{0, 1, -1, 0, "upper right", 90, {64, 96}},
                                           Turn{-1, 0, 0, -1, "lower right", 180, {96, 64}},
                                           Turn{0, -1, 1, 0, "lower left", 270, {64, 96}},
                                           Turn{-1, 0, 0, 1, "upper right", 0, {96, 64}},
                                           Turn{1, 0, 0, -1, "lower left", 180, {96, 64}},
                                           Turn{0, 1, 1, 0, "upper left", 270, {64, 96}},
                                           Turn{0, -1, -1, 0, "lower right", 90, {64, 96}}));

TEST(OrientationTest, UprightNeverSharesPixels) {
  const cv::Mat stored(4, 6, CV_8UC3, cv::Scalar(1, 2, 3));
  for (int exif = 0; exif <= 9; ++exif)
    EXPECT_NE(media::upright(stored, media::orientation_of_exif(exif)).data, stored.data);
}

using Aspect = std::tuple<const char*, const char*, cv::Size>;
class PixelAspectTest : public ::testing::TestWithParam<std::tuple<const char*, Aspect>> {};

TEST_P(PixelAspectTest, BecomesSquare) {
  EMOREC_NEEDS_FFMPEG();
  const auto& [file, aspect] = GetParam();
  const auto& [stored_size, ratio, shown] = aspect;
  const TempDir dir;
  const std::string encoder =
      std::string(file) == "clip.avi" ? "-c:v mpeg4 -qscale 2" : "-c:v libx264";
  // The left half red: the edge must stay in the middle.
  ffmpeg(std::string("-f lavfi -i \"color=c=gray:r=25:d=0.12:s=") + stored_size +
             ",drawbox=x=0:y=0:w=iw/2:h=ih:c=red:t=fill,setsar=" + ratio + "\" " + encoder,
         dir / file);
  const Watched clip = watch(dir / file);
  ASSERT_THAT(clip.frames, SizeIs(3));
  const cv::Mat& image = clip.frames[0].image;
  EXPECT_EQ(image.size(), shown);
  EXPECT_EQ(cv::Size(clip.info.width, clip.info.height), shown);
  EXPECT_TRUE(image.isContinuous());
  EXPECT_TRUE(is_red(image, image.cols / 2 - 6, 5));
  EXPECT_FALSE(is_red(image, image.cols / 2 + 6, 5));
}

INSTANTIATE_TEST_SUITE_P(
    AfewAndOthers, PixelAspectTest,
    ::testing::Combine(::testing::Values("clip.avi", "clip.mp4"),
                       ::testing::Values(Aspect{"720x576", "16/15", {768, 576}},
                                         Aspect{"720x576", "64/45", {1024, 576}},
                                         Aspect{"720x576", "1/1", {720, 576}},
                                         // 8/9 of 480 lines wide: 540 lines instead
                                         Aspect{"720x480", "8/9", {720, 540}},
                                         Aspect{"64x48", "1/2", {64, 96}},
                                         Aspect{"90x66", "1/1", {90, 66}})));

TEST_F(PictureTest, AspectAndRotationTogether) {
  // Stored 96×64 with pixels twice as wide as high: 192×64, then turned.
  ffmpeg(red_corner() + "-vf setsar=2/1 -c:v libx264", dir_ / "clip.mp4");
  set_matrix(dir_ / "clip.mp4", Turn{0, 1, -1, 0, "upper right", 90, {64, 192}});
  const Watched clip = watch(dir_ / "clip.mp4");
  ASSERT_THAT(clip.frames, SizeIs(5));
  EXPECT_EQ(clip.frames[0].image.size(), cv::Size(64, 192));
  EXPECT_EQ(red_corner_of(clip.frames[0].image), "upper right");
  EXPECT_EQ(clip.info.pixel_aspect, 2.0);
  EXPECT_EQ(clip.info.rotation, 90);
}

TEST_F(PictureTest, ImpossibleAspectIsIgnoredWithAWarning) {
  ffmpeg(red_corner() + "-vf setsar=100/1 -c:v libx264", dir_ / "clip.mp4");
  const Watched clip = watch(dir_ / "clip.mp4");
  ASSERT_THAT(clip.frames, SizeIs(5));
  EXPECT_EQ(clip.frames[0].image.size(), cv::Size(96, 64));
  EXPECT_THAT(clip.warnings, SizeIs(1));
}

TEST_F(PictureTest, SizeThatChangesInMidStream) {
  ffmpeg("-f lavfi -i color=c=red:s=96x64:r=25:d=0.4 -c:v mpeg2video", dir_ / "a.ts");
  ffmpeg("-f lavfi -i color=c=blue:s=320x240:r=25:d=0.4 -c:v mpeg2video", dir_ / "b.ts");
  write_bytes(dir_ / "ab.ts", read_bytes(dir_ / "a.ts") + read_bytes(dir_ / "b.ts"));
  const Watched clip = watch(dir_ / "ab.ts");
  // The codec may keep a picture or two to itself where the size changes.
  ASSERT_GE(clip.frames.size(), 18U);
  EXPECT_EQ(clip.frames.front().image.size(), cv::Size(96, 64));
  EXPECT_EQ(clip.frames.back().image.size(), cv::Size(320, 240));
  EXPECT_GT(clip.frames.front().image.at<cv::Vec3b>(9, 9)[2], 240);
  EXPECT_GT(clip.frames.back().image.at<cv::Vec3b>(9, 9)[0], 240);
  EXPECT_EQ(clip.info.width, 96);  // the first frame's
  for (std::size_t n = 1; n < clip.frames.size(); ++n)
    EXPECT_GT(clip.frames[n].time, clip.frames[n - 1].time);
}

TEST_F(PictureTest, PixelFormatThatChangesInMidStream) {
  ffmpeg("-f lavfi -i color=c=red:s=96x64:r=25:d=0.4 -pix_fmt yuv420p -c:v libx264", dir_ / "a.ts");
  ffmpeg("-f lavfi -i color=c=blue:s=96x64:r=25:d=0.4 -pix_fmt yuv444p10 -c:v libx264",
         dir_ / "b.ts");
  write_bytes(dir_ / "ab.ts", read_bytes(dir_ / "a.ts") + read_bytes(dir_ / "b.ts"));
  const Watched clip = watch(dir_ / "ab.ts");
  ASSERT_GE(clip.frames.size(), 18U);
  EXPECT_GT(clip.frames.front().image.at<cv::Vec3b>(9, 9)[2], 240);
  EXPECT_GT(clip.frames.back().image.at<cv::Vec3b>(9, 9)[0], 240);
}

struct Colours {
  const char* name;
  const char* arguments;
};

void PrintTo(const Colours& colours, std::ostream* out) { *out << colours.name; }

class ColourTest : public ::testing::TestWithParam<Colours> {};

TEST_P(ColourTest, ComeOutAsTheyWentIn) {
  EMOREC_NEEDS_FFMPEG();
  const TempDir dir;
  ffmpeg(std::string("-f lavfi -i \"color=c=0xC85028:s=96x64:r=25:d=0.12,format=rgb24\" ") +
             GetParam().arguments,
         dir / "clip.mkv");
  const Watched clip = watch(dir / "clip.mkv");
  ASSERT_THAT(clip.frames, SizeIs(3));
  const auto pixel = clip.frames[1].image.at<cv::Vec3b>(30, 40);
  EXPECT_NEAR(pixel[2], 0xC8, 4);
  EXPECT_NEAR(pixel[1], 0x50, 4);
  EXPECT_NEAR(pixel[0], 0x28, 4);
  EXPECT_THAT(clip.warnings, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    MatricesAndRanges, ColourTest,
    ::testing::Values(
        Colours{"unsaid, standard definition", "-pix_fmt yuv420p -c:v libx264"},
        Colours{"unsaid, high definition",
                "-vf scale=1280:720:out_color_matrix=bt709 -pix_fmt yuv420p -c:v libx264"},
        Colours{"BT.709",
                "-vf scale=out_color_matrix=bt709 -pix_fmt yuv420p -colorspace bt709 "
                "-c:v libx264"},
        Colours{"full range",
                "-vf scale=out_range=full -pix_fmt yuv420p -color_range pc -c:v libx264"},
        Colours{"motion JPEG", "-pix_fmt yuvj420p -c:v mjpeg -q:v 2"},
        Colours{"RGB", "-c:v ffv1 -pix_fmt bgr0"},
        Colours{"ten bits", "-pix_fmt yuv444p10 -c:v libx264"}));

}  // namespace
}  // namespace emorec::testing
