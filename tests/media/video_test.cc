// Frames, their times and places, and which of them are given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clips.h"
#include "support/paths.h"

namespace emorec::testing {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pointwise;
using ::testing::SizeIs;

class VideoTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  TempDir dir_;
};

struct Format {
  const char* extension;
  const char* encoder;
  const char* codec;
};

void PrintTo(const Format& format, std::ostream* out) {
  *out << format.codec << " in " << format.extension;
}

class VideoFormatTest : public ::testing::TestWithParam<Format> {};

TEST_P(VideoFormatTest, EveryFrameComesInOrderAtItsTime) {
  EMOREC_NEEDS_FFMPEG();
  const TempDir dir;
  const auto path = dir / (std::string("clip.") + GetParam().extension);
  ffmpeg(numbered(1.0) + GetParam().encoder, path);
  for (const int threads : {1, 2}) {
    ClipOptions options;
    options.threads = threads;
    const Watched clip = watch(path, options);
    ASSERT_THAT(clip.frames, SizeIs(25));
    for (int n = 0; n < 25; ++n) {
      EXPECT_EQ(clip.frames[n].index, n);
      EXPECT_NEAR(clip.frames[n].time, n / 25.0, 1e-3);
      EXPECT_EQ(number_of(clip.frames[n]), n);
    }
    EXPECT_EQ(clip.decoded, 25);
    EXPECT_THAT(clip.warnings, IsEmpty());
    EXPECT_EQ(clip.info.kind, ClipKind::kVideo);
    EXPECT_EQ(clip.info.codec, GetParam().codec);
    EXPECT_EQ(clip.info.width, 64);
    EXPECT_EQ(clip.info.height, 48);
    EXPECT_EQ(clip.info.rotation, 0);
    EXPECT_EQ(clip.info.pixel_aspect, 1.0);
    EXPECT_EQ(clip.info.path, path);
    EXPECT_NEAR(clip.info.duration, 1.0, 0.4);  // a hint, and of MPEG-PS a poor one
  }
}

INSTANTIATE_TEST_SUITE_P(
    Formats, VideoFormatTest,
    ::testing::Values(Format{"mp4", "-c:v libx264 -bf 3", "h264"},
                      Format{"mkv", "-c:v libx264 -bf 3", "h264"},
                      Format{"avi", "-c:v libx264 -bf 3", "h264"},
                      Format{"flv", "-c:v libx264 -bf 3", "h264"},
                      Format{"ts", "-c:v libx264 -bf 3", "h264"},
                      Format{"avi", "-c:v mpeg4 -qscale 1 -bf 2", "mpeg4"},
                      Format{"mpg", "-c:v mpeg2video -qscale 1 -bf 2", "mpeg2video"},
                      Format{"flv", "-c:v flv -qscale 1", "flv1"},
                      Format{"mkv", "-c:v ffv1", "ffv1"}, Format{"gif", "-pix_fmt gray", "gif"}));

bool same_pixels(const Watched& a, const Watched& b) {
  if (a.frames.size() != b.frames.size()) return false;
  for (std::size_t n = 0; n < a.frames.size(); ++n)
    if (cv::norm(a.frames[n].image, b.frames[n].image, cv::NORM_INF) != 0.0) return false;
  return true;
}

TEST_F(VideoTest, PixelsDoNotDependOnTheNumberOfThreads) {
  ffmpeg("-f lavfi -i testsrc2=s=160x120:r=25:d=1 -c:v libx264 -bf 2", dir_ / "clip.mp4");
  const Watched one = watch(dir_ / "clip.mp4");
  ClipOptions options;
  for (const int threads : {2, 5}) {
    options.threads = threads;
    EXPECT_TRUE(same_pixels(one, watch(dir_ / "clip.mp4", options))) << threads;
  }
}

TEST_F(VideoTest, DamageLooksTheSameEveryTime) {
  ffmpeg("-f lavfi -i testsrc2=s=160x120:r=25:d=2 -c:v libx264 -movflags faststart",
         dir_ / "clip.mp4");
  std::string bytes = read_bytes(dir_ / "clip.mp4");
  for (std::size_t at = bytes.size() / 3; at < bytes.size(); at += 997)
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
  write_bytes(dir_ / "clip.mp4", bytes);
  EXPECT_TRUE(same_pixels(watch(dir_ / "clip.mp4"), watch(dir_ / "clip.mp4")));
}

TEST_F(VideoTest, OneFrame) {
  ffmpeg(numbered(1.0) + "-frames:v 1 -c:v libx264", dir_ / "one.mp4");
  const Watched clip = watch(dir_ / "one.mp4");
  ASSERT_THAT(clip.frames, SizeIs(1));
  EXPECT_EQ(clip.frames[0].time, 0.0);
  EXPECT_THAT(clip.warnings, IsEmpty());
}

TEST_F(VideoTest, VariableFrameRate) {
  for (const char* name : {"vfr.mp4", "vfr.mkv"}) {
    ffmpeg(numbered(0.4) + "-vf \"select='not(eq(mod(n,3),1))'\" -vsync vfr -c:v libx264 -bf 2",
           dir_ / name);
    const Watched clip = watch(dir_ / name);
    // Frames 1, 4 and 7 of 0 .. 9 are missing.
    EXPECT_THAT(clip.numbers(), ElementsAre(0, 2, 3, 5, 6, 8, 9)) << name;
    EXPECT_THAT(clip.indices(), ElementsAre(0, 1, 2, 3, 4, 5, 6)) << name;
    EXPECT_THAT(clip.times(), Pointwise(DoubleNear(1e-3), {0.0, 0.08, 0.12, 0.2, 0.24, 0.32, 0.36}))
        << name;
  }
}

TEST_F(VideoTest, TimeCountsFromTheFirstFrameOfTheFile) {
  ffmpeg(numbered(0.2) + "-c:v libx264 -output_ts_offset 7.5", dir_ / "late.mkv");
  EXPECT_THAT(watch(dir_ / "late.mkv").times(),
              Pointwise(DoubleNear(1e-3), {0.0, 0.04, 0.08, 0.12, 0.16}));
}

TEST_F(VideoTest, StartIsInclusiveAndEndIsNot) {
  ffmpeg(numbered(1.0) + "-c:v libx264 -bf 2", dir_ / "clip.mp4");
  ClipOptions options;
  options.start = 0.2;
  options.end = 0.4;
  const Watched clip = watch(dir_ / "clip.mp4", options);
  EXPECT_THAT(clip.indices(), ElementsAre(5, 6, 7, 8, 9));
  EXPECT_THAT(clip.numbers(), ElementsAre(5, 6, 7, 8, 9));
  EXPECT_EQ(clip.decoded, 5);
  EXPECT_THAT(clip.warnings, IsEmpty());
}

TEST_F(VideoTest, AFarStartGivesTheSameFramesAsDecodingFromTheBeginning) {
  // Open groups of pictures and B-frames: where seeking goes wrong.
  const std::string encoder = "-c:v libx264 -bf 3 -g 40 -x264-params open-gop=1:scenecut=0";
  for (const char* name : {"clip.mp4", "clip.mkv", "clip.avi", "clip.ts", "clip.flv"}) {
    ffmpeg(numbered(14.0) + encoder, dir_ / name);
    ClipOptions options;
    options.start = 12.0;
    options.end = 13.0;
    const Watched clip = watch(dir_ / name, options);
    ASSERT_THAT(clip.frames, SizeIs(25)) << name;
    for (int n = 0; n < 25; ++n) {
      EXPECT_EQ(clip.frames[n].index, 300 + n) << name;
      EXPECT_NEAR(clip.frames[n].time, 12.0 + n / 25.0, 1e-3) << name;
      EXPECT_EQ(number_of(clip.frames[n]), n) << name;
    }
    EXPECT_EQ(clip.decoded, 25) << name;
    EXPECT_THAT(clip.warnings, IsEmpty()) << name;
  }
}

TEST_F(VideoTest, FewFramesAreSpreadEvenly) {
  ffmpeg(numbered(1.0) + "-c:v libx264 -bf 2", dir_ / "clip.mp4");
  ClipOptions options;
  options.max_frames = 5;
  Watched clip = watch(dir_ / "clip.mp4", options);
  // 25 frames in 5 parts of 5: the middle one of each.
  EXPECT_THAT(clip.indices(), ElementsAre(2, 7, 12, 17, 22));
  EXPECT_THAT(clip.numbers(), ElementsAre(2, 7, 12, 17, 22));
  EXPECT_EQ(clip.decoded, 25);

  options.start = 0.2;
  options.end = 0.8;
  options.max_frames = 3;
  clip = watch(dir_ / "clip.mp4", options);
  // Frames 5 .. 19 in 3 parts of 5.
  EXPECT_THAT(clip.indices(), ElementsAre(7, 12, 17));
  EXPECT_EQ(clip.decoded, 15);

  options.max_frames = 15;
  EXPECT_THAT(watch(dir_ / "clip.mp4", options).frames, SizeIs(15));
  options.max_frames = 1000;
  EXPECT_THAT(watch(dir_ / "clip.mp4", options).frames, SizeIs(15));
}

/// All frames' places and times, and the numbers in those that have a picture.
struct Glimpsed {
  std::vector<std::int64_t> indices;
  std::vector<double> times;
  std::vector<int> numbers;
};

Glimpsed glimpse(const std::filesystem::path& path, const ClipOptions& options) {
  Glimpsed clip;
  const auto source = ClipSource::open(path, options);
  for (Frame frame; source->next(frame);) {
    clip.indices.push_back(frame.index);
    clip.times.push_back(frame.time);
    if (!frame.image.empty()) clip.numbers.push_back(number_of(frame));
  }
  EXPECT_TRUE(source->warnings().empty());
  return clip;
}

// From these libx264 makes pictures that nothing depends on, which are dropped; the others have
// none or are of a codec whose pictures are all decoded.
TEST_F(VideoTest, FramesInBetweenComeWithoutAPicture) {
  for (const std::string coding :
       {"-c:v libx264 -bf 3", "-c:v libx264 -bf 8 -b_strategy 0 -g 100 -x264-params b-pyramid=none",
        "-c:v libx264 -bf 0", "-c:v mpeg4 -bf 2"}) {
    SCOPED_TRACE(coding);
    ffmpeg(numbered(2.0) + coding, dir_ / "clip.mp4");
    for (const int threads : {1, 2}) {
      ClipOptions options;
      options.start = 0.08;
      options.threads = threads;
      const Glimpsed all = glimpse(dir_ / "clip.mp4", options);
      options.picture_every = 0.2;
      const Glimpsed some = glimpse(dir_ / "clip.mp4", options);
      EXPECT_EQ(all.indices.size(), 48U);
      EXPECT_EQ(some.indices, all.indices);
      EXPECT_EQ(some.times, all.times);
      EXPECT_THAT(some.numbers, ElementsAre(2, 7, 12, 17, 22, 2, 7, 12, 17, 22));
    }
  }
}

TEST_F(VideoTest, FewFramesOfAFarPart) {
  ffmpeg(numbered(14.0) + "-c:v libx264 -bf 2 -g 40", dir_ / "clip.mp4");
  ClipOptions options;
  options.start = 12.0;
  options.end = 13.0;
  options.max_frames = 5;
  const Watched clip = watch(dir_ / "clip.mp4", options);
  EXPECT_THAT(clip.indices(), ElementsAre(302, 307, 312, 317, 322));
  EXPECT_THAT(clip.numbers(), ElementsAre(2, 7, 12, 17, 22));
  EXPECT_EQ(clip.decoded, 25);
}

TEST_F(VideoTest, AnIntervalBeyondTheEndIsAnErrorThatTellsTheEnd) {
  ffmpeg(numbered(1.0) + "-c:v libx264", dir_ / "clip.mp4");
  ClipOptions options;
  for (const double start : {5.0, 50.0}) {  // without and with seeking
    options.start = start;
    EXPECT_THAT(input_error_of(dir_ / "clip.mp4", options), HasSubstr("its last is at 0.96 s"));
    options.max_frames = 3;
    EXPECT_THAT(input_error_of(dir_ / "clip.mp4", options), HasSubstr("its last is at 0.96 s"));
    options.max_frames = 0;
  }
}

TEST_F(VideoTest, LimitsCutWithAWarning) {
  ffmpeg(numbered(1.0) + "-c:v libx264", dir_ / "clip.mp4");
  ClipOptions options;
  options.limits.max_frames = 5;
  Watched clip = watch(dir_ / "clip.mp4", options);
  EXPECT_THAT(clip.indices(), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(clip.warnings, ElementsAre(HasSubstr("no more than 5 frames")));

  options.limits = {};
  options.limits.max_seconds = 0.1;
  clip = watch(dir_ / "clip.mp4", options);
  EXPECT_THAT(clip.indices(), ElementsAre(0, 1, 2));
  EXPECT_THAT(clip.warnings, ElementsAre(HasSubstr("cut at 0.10 s")));

  options.limits = {};
  options.limits.max_pixels = 3072;  // 64×48
  EXPECT_THAT(watch(dir_ / "clip.mp4", options).frames, SizeIs(25));
  options.limits.max_pixels = 3071;
  EXPECT_THAT(input_error_of(dir_ / "clip.mp4", options),
              HasSubstr("64x48 pixels a frame, more than the limit of 3071"));
}

TEST_F(VideoTest, JoinedRecordingsRunOn) {
  // Each starts its timestamps anew.
  ffmpeg(numbered(1.0) + "-c:v libx264 -bf 2", dir_ / "a.ts");
  const std::string part = read_bytes(dir_ / "a.ts");
  write_bytes(dir_ / "joined.ts", part + part);
  const Watched clip = watch(dir_ / "joined.ts");
  ASSERT_THAT(clip.frames, SizeIs(50));
  for (int n = 0; n < 50; ++n) {
    EXPECT_NEAR(clip.frames[n].time, n / 25.0, 1e-3);
    EXPECT_EQ(number_of(clip.frames[n]), n % 25);
  }
  ClipOptions options;
  options.max_frames = 10;
  EXPECT_THAT(watch(dir_ / "joined.ts", options).indices(),
              ElementsAre(2, 7, 12, 17, 22, 27, 32, 37, 42, 47));
}

TEST_F(VideoTest, AFrameOutlivesTheNextAndTheClip) {
  ffmpeg(numbered(0.2) + "-c:v libx264", dir_ / "clip.mp4");
  std::unique_ptr<ClipSource> clip = ClipSource::open(dir_ / "clip.mp4", {});
  Frame first;
  Frame second;
  ASSERT_TRUE(clip->next(first));
  ASSERT_TRUE(clip->next(second));
  clip.reset();
  EXPECT_EQ(number_of(first), 0);
  EXPECT_EQ(number_of(second), 1);
}

TEST_F(VideoTest, OddFileNamesAreFileNames) {
  ffmpeg(numbered(0.2) + "-c:v libx264", dir_ / "clip.mp4");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir_.path());
  for (const char* name :
       {"-", "-i.mp4", "concat:clip.mp4|clip.mp4", "http:clip.mp4", "file:clip.mp4", "pipe:0",
        "a b'\"c%03d.mp4", "\xd0\xba\xd0\xbb\xd0\xb8\xd0\xbf.mp4", "\xff\n?.mp4", "no extension"}) {
    std::filesystem::copy_file("clip.mp4", name);
    EXPECT_THAT(watch(name).frames, SizeIs(5)) << name;
  }
  std::filesystem::current_path(before);
}

TEST(Vp6Test, ClipOfASharedDataSet) {
  const std::filesystem::path path = EMOREC_SOURCE_DIR "/../shared/data/clips/1001_DFA_HAP_XX.flv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  const Watched clip = watch(path);
  EXPECT_EQ(clip.info.codec, "vp6f");
  EXPECT_EQ(clip.info.width, 480);
  EXPECT_EQ(clip.info.height, 360);
  ASSERT_THAT(clip.frames, SizeIs(56));
  // 29.97 frames/s in whole milliseconds.
  for (int n = 0; n < 56; ++n) EXPECT_NEAR(clip.frames[n].time, n * 1001.0 / 30000.0, 2e-3);
  EXPECT_THAT(clip.warnings, IsEmpty());
}

TEST(FfmpegVersionTest, NamesTheLibraries) {
  EXPECT_THAT(ffmpeg_version(), HasSubstr("libavformat "));
  EXPECT_THAT(ffmpeg_version(), HasSubstr("libavcodec "));
}

}  // namespace
}  // namespace emorec::testing
