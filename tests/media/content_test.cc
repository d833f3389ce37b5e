// What a file is, where its name does not tell; and the words for what cannot be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "clips.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ContentTest : public ::testing::Test {
 protected:
  void write_picture(const std::string& name) {
    ASSERT_TRUE(cv::imwrite((dir_ / ("as" + name)).string(), cv::Mat(48, 64, CV_8UC3, {9, 9, 9})));
  }

  TempDir dir_;
};

/// The beginning of a HEIC file, of which the rest does not matter.
std::string heic() {
  return std::string("\0\0\0\x18", 4) + "ftypheic" + std::string(4, '\0') + "mif1heic";
}

TEST_F(ContentTest, KnownEndingsAreTakenAtTheirWord) {
  write_bytes(dir_ / "a.MP4", "text");
  write_bytes(dir_ / "a.Jpg", "text");
  write_bytes(dir_ / "a.wav", "text");
  EXPECT_EQ(kind_of_file(dir_ / "a.MP4"), ClipKind::kVideo);
  EXPECT_EQ(kind_of_file(dir_ / "a.Jpg"), ClipKind::kImage);
  EXPECT_EQ(kind_of_file(dir_ / "a.wav"), ClipKind::kUnknown);
}

TEST_F(ContentTest, VideosOfOtherEndings) {
  EMOREC_NEEDS_FFMPEG();
  const std::string dv = "-f lavfi -i testsrc2=s=720x576:r=25:d=0.2,format=yuv420p ";
  for (const auto& [name, making] : std::vector<std::pair<std::string, std::string>>{
           {"a.divx", numbered(0.2) + "-c:v mpeg4 -f avi"},
           {"a.mod", numbered(0.2) + "-c:v mpeg2video -f mpeg"},
           {"a.f4v", numbered(0.2) + "-c:v libx264 -f mp4"},
           {"a.dv", dv + "-f dv"},
           {"a.apng", numbered(0.2) + "-pix_fmt gray -f apng"},
           {"a.ogm", numbered(0.2) + "-c:v libtheora -f ogg"},
           {"a.rec", numbered(0.2) + "-c:v mpeg2video -muxrate 1M -f mpegts"},
           {"a", numbered(0.2) + "-c:v libx264 -f matroska"}}) {
    SCOPED_TRACE(name);
    ffmpeg(making, dir_ / name);
    EXPECT_EQ(kind_of_file(dir_ / name), ClipKind::kVideo);
    const Watched clip = watch(dir_ / name);
    EXPECT_THAT(clip.frames, SizeIs(5));
    EXPECT_THAT(clip.warnings, IsEmpty());
  }
}

TEST_F(ContentTest, ImagesOfOtherEndings) {
  for (const std::string ending : {".jpg", ".png", ".bmp", ".webp", ".tif", ".ppm", ".jp2"}) {
    SCOPED_TRACE(ending);
    write_picture(ending);
    for (const char* name : {"picture", "picture.0001"}) {
      std::filesystem::copy_file(dir_ / ("as" + ending), dir_ / name,
                                 std::filesystem::copy_options::overwrite_existing);
      EXPECT_EQ(kind_of_file(dir_ / name), ClipKind::kImage);
      EXPECT_EQ(watch(dir_ / name).info.kind, ClipKind::kImage);
    }
  }
}

TEST_F(ContentTest, AvifIsAnImage) {
  EMOREC_NEEDS_FFMPEG();
  ffmpeg(red_corner() + "-frames:v 1 -c:v libaom-av1 -still-picture 1 -cpu-used 8",
         dir_ / "a.avif");
  const Watched clip = watch(dir_ / "a.avif");
  EXPECT_EQ(clip.info.kind, ClipKind::kImage);
  ASSERT_THAT(clip.frames, SizeIs(1));
  EXPECT_EQ(red_corner_of(clip.frames[0].image), "upper left");
}

TEST_F(ContentTest, WhatIsNoClip) {
  const std::string noise = "\x13\x37 no \xf0 format \x01\x02";
  for (const auto& [name, bytes] : std::vector<std::pair<std::string, std::string>>{
           {"notes.txt", "Some words.\n"},
           {"table.csv", "path,label\na.mp4,anger\n"},
           {"page.html", "<html><body>words</body></html>"},
           {"list.m3u8", "#EXTM3U\n#EXTINF:1,\nclip.ts\n"},
           {"words.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n"},
           {"data.bin", noise},
           {"empty", ""}}) {
    write_bytes(dir_ / name, bytes);
    EXPECT_EQ(kind_of_file(dir_ / name), ClipKind::kUnknown) << name;
  }
  EXPECT_EQ(kind_of_file(dir_ / "nowhere"), ClipKind::kUnknown);
  EXPECT_EQ(kind_of_file(dir_.path()), ClipKind::kUnknown);
}

TEST_F(ContentTest, PicturesThatCannotBeReadSayWhy) {
  for (const char* name : {"a.heic", "a.jpg", "a.mp4", "a"}) {
    write_bytes(dir_ / name, heic());
    EXPECT_THAT(input_error_of(dir_ / name),
                AllOf(HasSubstr("a HEIC picture, which FFmpeg cannot decode"),
                      HasSubstr("Convert it to JPEG")))
        << name;
  }
  EXPECT_EQ(kind_of_file(dir_ / "a.heic"), ClipKind::kImage);
}

TEST_F(ContentTest, AnimatedWebpSaysWhy) {
  EMOREC_NEEDS_FFMPEG();
  ffmpeg(numbered(0.2) + "-c:v libwebp_anim", dir_ / "a.webp");
  EXPECT_THAT(input_error_of(dir_ / "a.webp"),
              AllOf(HasSubstr("an animated WebP picture"), HasSubstr("Convert it")));
}

TEST_F(ContentTest, MessagesNameFormatsAsPeopleDo) {
  EMOREC_NEEDS_FFMPEG();
  write_picture(".jpg");
  std::filesystem::rename(dir_ / "as.jpg", dir_ / "still.mp4");
  EXPECT_THAT(input_error_of(dir_ / "still.mp4"),
              AllOf(HasSubstr("look like a JPEG picture"), Not(HasSubstr("pipe"))));
  ffmpeg(numbered(0.2) + "-c:v libx264", dir_ / "clip.mp4");
  std::filesystem::rename(dir_ / "clip.mp4", dir_ / "clip.png");
  EXPECT_THAT(input_error_of(dir_ / "clip.png"),
              AllOf(HasSubstr("look like QuickTime / MOV"), Not(HasSubstr("m4a"))));
}

}  // namespace
}  // namespace emorec::testing
