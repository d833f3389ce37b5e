// Files that are not what they should be: each a clear error, or what can be saved and a warning.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "clips.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class BrokenTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  /// The first `share` of the file.
  void cut(const std::filesystem::path& path, double share) {
    const std::string bytes = read_bytes(path);
    write_bytes(path, bytes.substr(0, static_cast<std::size_t>(share * bytes.size())));
  }

  TempDir dir_;
};

TEST(UnreadableTest, Missing) {
  const TempDir dir;
  const auto path = dir / "nowhere.mp4";
  EXPECT_THAT(input_error_of(path),
              AllOf(StartsWith(path.string() + ": no such file"), HasSubstr("Check the path.")));
}

TEST(UnreadableTest, Empty) {
  const TempDir dir;
  for (const char* name : {"empty.mp4", "empty.jpg"}) {
    write_bytes(dir / name, "");
    EXPECT_THAT(input_error_of(dir / name), HasSubstr("the file is empty (0 bytes)"));
  }
}

TEST(UnreadableTest, Text) {
  const TempDir dir;
  write_bytes(dir / "text.mp4", "This is not a film.\n");
  EXPECT_THAT(input_error_of(dir / "text.mp4"), HasSubstr("text.mp4: not a video"));
}

TEST(UnreadableTest, WhatIsNoFileGetsItsOwnReason) {
  EXPECT_THAT(input_error_of("/dev/null"), HasSubstr("a device, not a file"));
  EXPECT_THAT(input_error_of("-"), HasSubstr("standard input"));
  EXPECT_THAT(input_error_of("https://example.org/a.mp4"), HasSubstr("nothing is ever fetched"));
  EXPECT_THAT(input_error_of("file:///a.mp4"), HasSubstr("Give the path alone"));
  const TempDir dir;
  const auto pipe = dir / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(input_error_of(pipe), HasSubstr("a pipe"));
}

TEST_F(BrokenTest, AudioOnly) {
  for (const char* name : {"sound.mp4", "sound.wav", "sound.mkv"}) {
    ffmpeg("-f lavfi -i sine=d=0.2", dir_ / name);
    EXPECT_THAT(input_error_of(dir_ / name),
                HasSubstr("no video stream (audio only). Give a file with video."));
  }
}

TEST_F(BrokenTest, CoverArtIsNotVideo) {
  ffmpeg(red_corner() + "-frames:v 1", dir_ / "cover.png");
  ffmpeg("-f lavfi -i sine=d=0.2 " + input(dir_ / "cover.png") +
             "-map 0 -map 1 -c:v copy -disposition:v attached_pic",
         dir_ / "song.m4a");
  EXPECT_THAT(input_error_of(dir_ / "song.m4a"), HasSubstr("no video stream (audio only)"));
}

TEST_F(BrokenTest, MisnamedImageAndVideo) {
  ffmpeg(red_corner() + "-c:v libx264", dir_ / "clip.mp4");
  ffmpeg(red_corner() + "-frames:v 1", dir_ / "still.png");
  std::filesystem::rename(dir_ / "clip.mp4", dir_ / "clip.jpg");
  std::filesystem::rename(dir_ / "still.png", dir_ / "still.mp4");
  EXPECT_THAT(input_error_of(dir_ / "clip.jpg"), HasSubstr("not an image (its contents look like"));
  EXPECT_THAT(input_error_of(dir_ / "still.mp4"),
              AllOf(HasSubstr("not a video (its contents look like"), HasSubstr("extension")));
}

TEST_F(BrokenTest, PlaylistsDoNotOpenOtherFiles) {
  ffmpeg(numbered(0.2) + "-c:v libx264", dir_ / "clip.ts");
  write_bytes(dir_ / "list.m3u8",
              "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nclip.ts\n#EXT-X-ENDLIST\n");
  write_bytes(dir_ / "list.mp4", "ffconcat version 1.0\nfile clip.ts\n");
  EXPECT_THAT(input_error_of(dir_ / "list.m3u8"), HasSubstr("not a video"));
  EXPECT_THAT(input_error_of(dir_ / "list.mp4"), HasSubstr("not a video"));
}

TEST_F(BrokenTest, WithoutItsIndex) {
  // An mp4 has its index at the end, unless it was made otherwise.
  ffmpeg(numbered(1.0) + "-c:v libx264", dir_ / "clip.mp4");
  cut(dir_ / "clip.mp4", 0.5);
  EXPECT_THAT(
      input_error_of(dir_ / "clip.mp4"),
      AllOf(HasSubstr("cannot be read as QuickTime / MOV"), HasSubstr("damaged or incomplete")));
}

// Matroska announces how long a file is from 0 on, others from where it starts.
TEST_F(BrokenTest, AClipThatStartsLateIsWhole) {
  for (const char* name :
       {"late.mkv", "late.mp4", "late.flv", "late.avi", "late.ts", "late.webm"}) {
    const std::string ending = std::filesystem::path(name).extension();
    const char* codec = ending == ".webm" ? "libvpx" : ending == ".flv" ? "flv" : "mpeg4";
    ffmpeg(numbered(1.0) + "-output_ts_offset 1 -c:v " + codec, dir_ / name);
    const Watched clip = watch(dir_ / name);
    EXPECT_THAT(clip.warnings, IsEmpty()) << name;
    EXPECT_THAT(clip.frames, SizeIs(25)) << name;
    EXPECT_EQ(clip.frames.front().time, 0) << name;
    if (ending == ".avi") continue;  // it has empty frames before the first one
    EXPECT_NEAR(clip.info.duration, 1, 0.01) << name;
    EXPECT_NEAR(ClipSource::open(dir_ / name, {})->info().duration, 1, 0.1) << name;
  }
}

TEST_F(BrokenTest, Truncated) {
  const std::string noisy = "-f lavfi -i testsrc2=s=160x120:r=25:d=2 -vf noise=alls=20:allf=t ";
  for (const char* name : {"clip.mp4", "clip.avi", "clip.mkv", "clip.flv"}) {
    ffmpeg(noisy + "-c:v libx264 -g 10 -movflags faststart", dir_ / name);
    cut(dir_ / name, 0.5);
    const Watched clip = watch(dir_ / name);
    EXPECT_GT(clip.frames.size(), 15U) << name;
    EXPECT_LT(clip.frames.size(), 35U) << name;
    EXPECT_THAT(clip.warnings, Contains(StartsWith("ended early: "))) << name;
    for (std::size_t n = 1; n < clip.frames.size(); ++n)
      EXPECT_GT(clip.frames[n].time, clip.frames[n - 1].time) << name;
  }
}

TEST_F(BrokenTest, AWantedEndIsNotAnEarlyOne) {
  ffmpeg(numbered(2.0) + "-c:v libx264", dir_ / "clip.mkv");
  ClipOptions options;
  options.end = 0.2;
  const Watched clip = watch(dir_ / "clip.mkv", options);
  EXPECT_THAT(clip.frames, SizeIs(5));
  EXPECT_THAT(clip.warnings, IsEmpty());
}

TEST_F(BrokenTest, LongerSoundIsNotAnEarlyEnd) {
  for (const char* name : {"clip.mp4", "clip.mkv", "clip.flv", "clip.avi", "clip.ts"}) {
    ffmpeg(numbered(0.4) + "-f lavfi -i sine=d=3:r=44100 -map 0 -map 1 -c:v libx264", dir_ / name);
    const Watched clip = watch(dir_ / name);
    EXPECT_THAT(clip.frames, SizeIs(10)) << name;
    EXPECT_NEAR(clip.info.duration, 0.4, 0.01) << name;
    EXPECT_THAT(clip.warnings, IsEmpty()) << name;
  }
}

TEST_F(BrokenTest, DurationsThatAreNotToldAreUnknownUntilTheEnd) {
  for (const char* making : {"-c:v mpeg1video -f mpeg1video", "-c:v mpeg2video -f mpeg2video",
                             "-c:v libx264 -f h264", "-c:v libx264 -f matroska -live 1"}) {
    ffmpeg(numbered(1.0) + making, dir_ / "clip");
    const std::unique_ptr<ClipSource> clip = ClipSource::open(dir_ / "clip", {});
    EXPECT_EQ(clip->info().duration, 0) << making;
    while (clip->skip()) {
    }
    EXPECT_NEAR(clip->info().duration, 1, 0.1) << making;
  }
}

TEST_F(BrokenTest, DamageInTheMiddleCostsOnlyFrames) {
  for (const char* name : {"clip.mp4", "clip.avi"}) {
    ffmpeg("-f lavfi -i testsrc2=s=160x120:r=25:d=2 -c:v mpeg4 -g 10 -movflags faststart",
           dir_ / name);
    std::string bytes = read_bytes(dir_ / name);
    const std::size_t middle = bytes.size() / 2;
    for (std::size_t i = 0; i < 3000; ++i) bytes[middle + i] = static_cast<char>(i * 7919 >> 3U);
    write_bytes(dir_ / name, bytes);
    const Watched clip = watch(dir_ / name);
    EXPECT_GE(clip.frames.size(), 40U) << name;
    EXPECT_NEAR(clip.frames.back().time, 1.96, 0.1) << name;
  }
}

TEST_F(BrokenTest, ManyVariantsOfDamageNeverCrash) {
  for (const char* name : {"clip.mp4", "clip.mkv", "clip.gif"}) {
    ffmpeg("-f lavfi -i testsrc2=s=64x48:r=25:d=0.4 -movflags faststart", dir_ / name);
    const std::string good = read_bytes(dir_ / name);
    for (std::size_t variant = 1; variant <= 12; ++variant) {
      std::string bad = good;
      for (std::size_t at = variant * 31; at < bad.size(); at += 97 * variant)
        bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(variant * 19 + at));
      write_bytes(dir_ / name, bad);
      const std::string error = input_error_of(dir_ / name);
      if (error != "no error") {
        EXPECT_THAT(error, StartsWith((dir_ / name).string())) << variant;
      }
    }
  }
}

TEST(ClipOptionsTest, NonsenseIsNamed) {
  const auto complaint = [](auto change) {
    ClipOptions options;
    change(options);
    try {
      ClipSource::open("unimportant.mp4", options);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::kUsage ? std::string(error.what()) : "another kind";
    }
    return std::string("none");
  };
  const double nan = std::nan("");
  EXPECT_THAT(complaint([](auto& o) { o.start = -1.0; }), HasSubstr("start"));
  EXPECT_THAT(complaint([&](auto& o) { o.start = nan; }), HasSubstr("start"));
  EXPECT_THAT(complaint([](auto& o) { o.start = o.end = 2.0; }), HasSubstr("end"));
  EXPECT_THAT(complaint([&](auto& o) { o.end = nan; }), HasSubstr("end"));
  EXPECT_THAT(complaint([](auto& o) { o.max_frames = -1; }), HasSubstr("--max-frames"));
  EXPECT_THAT(complaint([](auto& o) { o.threads = 0; }), HasSubstr("threads"));
  EXPECT_THAT(complaint([](auto& o) { o.image_rate = 0.0; }), HasSubstr("image rate"));
  EXPECT_THAT(complaint([](auto& o) { o.limits.max_pixels = 0; }), HasSubstr("--max-pixels"));
  EXPECT_THAT(complaint([](auto& o) { o.limits.max_frames = 0; }), HasSubstr("limit of frames"));
  EXPECT_THAT(complaint([](auto& o) { o.limits.max_seconds = -1; }), HasSubstr("--max-seconds"));
  EXPECT_NO_THROW(ClipOptions{}.validate());
}

}  // namespace
}  // namespace emorec::testing
