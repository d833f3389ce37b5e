// Interlaced video: whole pictures, and the times and places that every other clip has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clips.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Bright bars that move by 4 pixels from one field to the next, 50 fields/s.
std::string moving_bars(double seconds) {
  return "-f lavfi -i \"nullsrc=s=160x128:r=50:d=" + std::to_string(seconds) +
         ",format=yuv420p,geq=lum='if(lt(mod(X+4*N,80),40),200,40)':cb=128:cr=128\" ";
}

/// Two fields become one frame, 25 frames/s.
const std::string kTopFirst = "-vf tinterlace=interleave_top,setfield=tff ";
const std::string kBottomFirst = "-vf tinterlace=interleave_bottom,setfield=bff ";
const std::string kCoded = "-flags +ildct+ilme ";

/// How much lines differ from both lines beside them.
double combs(const cv::Mat& image) {
  cv::Mat grey;
  cv::extractChannel(image, grey, 1);
  grey.convertTo(grey, CV_32F);
  const auto lines = [&](int first) { return grey.rowRange(first, grey.rows - 2 + first); };
  return cv::mean(cv::abs(lines(1) - 0.5 * (lines(0) + lines(2))))[0];
}

class InterlacedTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  TempDir dir_;
};

struct Format {
  const char* name;
  std::string coding;
};

// By what each frame says, or in VP8, MJPEG and the second H.264 by what the container says.
TEST_F(InterlacedTest, EveryFormatGivesWholePicturesAtTheirTimes) {
  ffmpeg(moving_bars(1) + "-vf \"select='not(mod(n,2))'\" -c:v ffv1", dir_ / "progressive.mkv");
  const Watched progressive = watch(dir_ / "progressive.mkv");
  EXPECT_FALSE(progressive.info.deinterlaced);
  ASSERT_THAT(progressive.frames, SizeIs(25));
  for (const auto& [name, coding] :
       {Format{"a.mp4", kTopFirst + kCoded + "-c:v libx264 -bf 3 -crf 5"},
        Format{"b.ts", kTopFirst + kCoded + "-c:v libx264 -bf 3 -crf 5"},
        Format{"c.mp4", kBottomFirst + kCoded + "-c:v libx264 -x264-params bff=1 -crf 5"},
        Format{"d.mpg", kTopFirst + kCoded + "-c:v mpeg2video -bf 2 -qscale 1"},
        Format{"e.avi", kTopFirst + kCoded + "-c:v mpeg4 -qscale 1"},
        Format{"f.mkv", kTopFirst + "-c:v ffv1"}, Format{"g.mkv", kBottomFirst + "-c:v ffv1"},
        Format{"h.mov", kTopFirst + "-c:v mjpeg -qscale 1"},
        Format{"i.mkv", kTopFirst + "-c:v libvpx -b:v 4M"},
        Format{"j.mkv", kTopFirst + "-field_order tt -c:v libx264 -crf 5"}}) {
    SCOPED_TRACE(name);
    ffmpeg(moving_bars(1) + coding, dir_ / name);
    const Watched clip = watch(dir_ / name);
    ASSERT_THAT(clip.frames, SizeIs(25));
    EXPECT_TRUE(clip.info.deinterlaced);
    EXPECT_EQ(clip.decoded, 25);
    EXPECT_THAT(clip.warnings, IsEmpty());
    for (int n = 0; n < 25; ++n) {
      const Frame& frame = clip.frames[n];
      EXPECT_EQ(frame.index, n);
      EXPECT_NEAR(frame.time, n / 25.0, 1e-3);
      EXPECT_EQ(frame.image.size(), cv::Size(160, 128));
      EXPECT_LT(combs(frame.image), 3) << n;  // 16 as it is stored
      EXPECT_LT(cv::norm(frame.image, progressive.frames[n].image, cv::NORM_L1) /
                    static_cast<double>(frame.image.total() * 3),
                8)
          << n;
    }
  }
}

TEST_F(InterlacedTest, DvIsInterlaced) {
  ffmpeg("-f lavfi -i \"testsrc2=s=720x576:r=50:d=0.4,format=yuv420p\" " + kBottomFirst +
             "-c:v dvvideo",
         dir_ / "clip.dv");
  const Watched clip = watch(dir_ / "clip.dv");
  EXPECT_THAT(clip.frames, SizeIs(10));
  EXPECT_TRUE(clip.info.deinterlaced);
  EXPECT_THAT(clip.warnings, IsEmpty());
}

TEST_F(InterlacedTest, ASingleFrame) {
  ffmpeg(moving_bars(1) + kTopFirst + kCoded + "-frames:v 1 -c:v libx264 -crf 5", dir_ / "one.mp4");
  const Watched clip = watch(dir_ / "one.mp4");
  ASSERT_THAT(clip.frames, SizeIs(1));
  EXPECT_LT(combs(clip.frames[0].image), 3);
}

TEST_F(InterlacedTest, OnlyFramesThatSayItAreChanged) {
  const std::string half = "-frames:v 10 -c:v libx264 -crf 5 -g 5 ";
  ffmpeg(moving_bars(1) + kTopFirst + kCoded + half, dir_ / "a.ts");
  ffmpeg(moving_bars(1) + "-vf fps=25 -x264-params fake-interlaced=1 " + half, dir_ / "b.ts");
  write_bytes(dir_ / "both.ts", read_bytes(dir_ / "a.ts") + read_bytes(dir_ / "b.ts"));
  const Watched second = watch(dir_ / "b.ts");
  EXPECT_FALSE(second.info.deinterlaced);
  const Watched both = watch(dir_ / "both.ts");
  ASSERT_THAT(both.frames, SizeIs(20));
  for (int n = 0; n < 10; ++n) {
    EXPECT_LT(combs(both.frames[n].image), 3) << n;
    EXPECT_EQ(cv::norm(both.frames[n + 10].image, second.frames[n].image, cv::NORM_INF), 0) << n;
  }
}

TEST_F(InterlacedTest, TheSamePicturesHoweverFewAreAskedFor) {
  for (const char* name : {"clip.mp4", "clip.mpg"}) {
    SCOPED_TRACE(name);
    const bool mp4 = std::string(name) == "clip.mp4";
    const std::string coding = mp4 ? "-c:v libx264 -bf 3 -g 20 " : "-c:v mpeg2video -bf 2 -g 12 ";
    ffmpeg(moving_bars(13) + kTopFirst + kCoded + coding, dir_ / name);
    const Watched all = watch(dir_ / name);
    ASSERT_THAT(all.frames, SizeIs(325));
    const auto expect_same = [&](const ClipOptions& options) {
      const Watched some = watch(dir_ / name, options);
      for (const Frame& frame : some.frames) {
        const Frame& same = all.frames.at(static_cast<std::size_t>(frame.index));
        EXPECT_NEAR(frame.time, same.time, 1e-6);
        if (frame.image.empty()) continue;
        EXPECT_EQ(cv::norm(frame.image, same.image, cv::NORM_INF), 0) << frame.index;
      }
      return some;
    };
    for (const int threads : {1, 2}) {
      ClipOptions options;
      options.threads = threads;
      options.picture_every = 0.2;
      EXPECT_THAT(expect_same(options).frames, SizeIs(325));
      options.picture_every = 0;
      options.max_frames = 7;
      EXPECT_THAT(expect_same(options).frames, SizeIs(7));
      options.max_frames = 0;
      options.start = 12;
      options.end = 12.4;
      EXPECT_THAT(expect_same(options).indices(),
                  ElementsAre(300, 301, 302, 303, 304, 305, 306, 307, 308, 309));
    }
  }
}

TEST_F(InterlacedTest, SizeMayChange) {
  const std::string half = "-frames:v 5 -c:v libx264 ";
  ffmpeg(moving_bars(1) + kTopFirst + kCoded + half, dir_ / "a.ts");
  ffmpeg(moving_bars(1) + "-vf scale=96:64,setsar=1,tinterlace=interleave_top,setfield=tff " +
             kCoded + half,
         dir_ / "b.ts");
  write_bytes(dir_ / "both.ts", read_bytes(dir_ / "a.ts") + read_bytes(dir_ / "b.ts"));
  const Watched clip = watch(dir_ / "both.ts");
  ASSERT_THAT(clip.frames, SizeIs(10));
  EXPECT_EQ(clip.frames[4].image.size(), cv::Size(160, 128));
  EXPECT_EQ(clip.frames[5].image.size(), cv::Size(96, 64));
  EXPECT_TRUE(clip.info.deinterlaced);
}

}  // namespace
}  // namespace emorec::testing
