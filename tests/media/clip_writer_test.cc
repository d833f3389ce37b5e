// What is written is read back: by the room's own reader, and by FFmpeg's programs.
#include "emorec/media/clip_writer.h"

#include <array>
#include <cstdio>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clips.h"
#include "support/errors.h"
#include "support/file_size_limit.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pointwise;
using ::testing::SizeIs;
using ::testing::StartsWith;
namespace fs = std::filesystem;

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer;
  for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    text.append(buffer.data(), count);
  }
  ::pclose(pipe);
  return text;
}

std::string ffprobe(const std::string& what, const fs::path& path) {
  std::string text =
      output_of("ffprobe -v error -of csv=p=0 " + what + " " + quoted(path.string()));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

double duration(const fs::path& path, const std::string& stream = "v") {
  return std::stod(ffprobe("-select_streams " + stream + " -show_entries stream=duration", path));
}

std::string sound_codec(const fs::path& path) {
  return ffprobe("-select_streams a -show_entries stream=codec_name", path);
}

/// The second at which the sound, silent before, sets in.
double onset(const fs::path& path) {
  const std::string bytes =
      output_of("ffmpeg -nostdin -v error -i " + quoted(path.string()) +
                " -af aresample=async=1:first_pts=0 -ac 1 -ar 8000 -f s16le -");
  std::vector<std::int16_t> samples(bytes.size() / 2);
  std::memcpy(samples.data(), bytes.data(), samples.size() * 2);
  const auto loud = std::find_if(samples.begin(), samples.end(),
                                 [](std::int16_t value) { return std::abs(value) > 2000; });
  return static_cast<double>(loud - samples.begin()) / 8000;
}

/// A picture that tells which it is, as those of `numbered` do.
cv::Mat picture(int number, cv::Size size = {64, 48}) {
  const double grey = number * 8.0 * 255.0 / 219.0;
  return {size, CV_8UC3, cv::Scalar::all(grey)};
}

void write(const fs::path& path, const std::vector<double>& times, double last_duration,
           const ClipWriterOptions& options = {}) {
  ClipWriter writer(path, options);
  for (std::size_t n = 0; n < times.size(); ++n) {
    writer.add(picture(static_cast<int>(n)), times[n]);
  }
  writer.finish(last_duration);
}

class ClipWriterTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  /// Two seconds of pictures and of sound, which sets in at second 1.
  fs::path clip_with_sound(const std::string& file, const std::string& codec) const {
    ffmpeg(numbered(2.0) +
               "-f lavfi -i \"aevalsrc='if(gte(t,1),sin(2764*t),0)':s=44100:d=2\" -c:v mpeg4 " +
               codec,
           dir_ / file);
    return dir_ / file;
  }

  /// What `emorec` does with a clip: its pictures again, with its sound.
  fs::path again(const fs::path& clip, const ClipOptions& part = {}) const {
    ClipWriterOptions options;
    options.sound = clip;
    options.sound_end = part.end;
    ClipWriter writer(out_, options);
    const auto source = ClipSource::open(clip, part);
    double last = 0;
    for (Frame frame; source->next(frame); last = frame.duration) {
      writer.add(frame.image, frame.time);
    }
    writer.finish(last);
    EXPECT_THAT(writer.warnings(), IsEmpty());
    return out_;
  }

  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(dir_.path()), {}));
  }

  TempDir dir_;
  fs::path out_ = dir_ / "out.mp4";
};

TEST_F(ClipWriterTest, ConstantFrameRate) {
  for (const double rate : {24.0, 25.0, 30000.0 / 1001.0, 60.0}) {
    std::vector<double> times(20);
    for (int n = 0; n < 20; ++n) times[n] = n / rate;
    write(out_, times, 1 / rate);
    const Watched clip = watch(out_);
    EXPECT_THAT(clip.times(), Pointwise(DoubleNear(2e-5), times));
    for (int n = 0; n < 20; ++n) EXPECT_EQ(number_of(clip.frames[n]), n);
    EXPECT_THAT(clip.warnings, IsEmpty());
    EXPECT_NEAR(duration(out_), 20 / rate, 1e-4);
  }
}

TEST_F(ClipWriterTest, VariableFrameRateAndTheLastFramesDuration) {
  const std::vector<double> times = {0.0, 0.04, 0.041, 0.25, 1.75, 1.79};
  write(out_, times, 0.3);
  EXPECT_THAT(watch(out_).times(), Pointwise(DoubleNear(2e-5), times));
  EXPECT_NEAR(duration(out_), 2.09, 1e-4);
  write(out_, times, 0);  // as long as the frame before: 0.04
  EXPECT_NEAR(duration(out_), 1.83, 1e-4);
}

TEST_F(ClipWriterTest, TheFirstFrameIsSecondZero) {
  write(out_, {7.5, 7.54, 7.6}, 0.04);
  EXPECT_THAT(watch(out_).times(), Pointwise(DoubleNear(2e-5), {0.0, 0.04, 0.1}));
}

TEST_F(ClipWriterTest, OneFrame) {
  write(out_, {0.0}, 0);
  EXPECT_THAT(watch(out_).frames, SizeIs(1));
  EXPECT_NEAR(duration(out_), 0.04, 1e-4);
}

TEST_F(ClipWriterTest, EveryPlayersKindOfH264) {
  write(out_, {0.0, 0.04}, 0.04);
  EXPECT_EQ(ffprobe("-show_entries stream=codec_name,pix_fmt,sample_aspect_ratio", out_),
            "h264,1:1,yuv420p");
  const std::string bytes = read_bytes(out_);
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));  // plays while it is being fetched
}

TEST_F(ClipWriterTest, OddSidesGetAnotherRowOrColumnAndColoursStay) {
  cv::Mat red_left(49, 65, CV_8UC3, cv::Scalar(255, 0, 0));
  red_left.colRange(0, 32).setTo(cv::Scalar(0, 0, 255));
  ClipWriter writer(out_, {});
  writer.add(red_left, 0);
  writer.finish(0);
  const Watched clip = watch(out_);
  EXPECT_EQ(clip.frames[0].image.size(), cv::Size(66, 50));
  EXPECT_LT(
      cv::norm(clip.frames[0].image.at<cv::Vec3b>(25, 10), cv::Vec3b(0, 0, 255), cv::NORM_INF), 6);
  EXPECT_LT(
      cv::norm(clip.frames[0].image.at<cv::Vec3b>(25, 60), cv::Vec3b(255, 0, 0), cv::NORM_INF), 6);
}

TEST_F(ClipWriterTest, WidePicturesAreReducedInProportion) {
  ClipWriterOptions options;
  options.max_width = 100;
  ClipWriter writer(out_, options);
  writer.add(picture(3, {401, 301}), 0);
  writer.add(picture(4, {101, 80}), 0.04);  // a clip may change its size
  writer.finish(0);
  const Watched clip = watch(out_);
  EXPECT_EQ(clip.info.width, 100);
  EXPECT_EQ(clip.info.height, 76);
  EXPECT_THAT(clip.numbers(), ::testing::ElementsAre(3, 4));
}

TEST_F(ClipWriterTest, SoundThatMp4TakesIsCopied) {
  for (const auto& [file, codec, name] :
       {std::tuple{"clip.mkv", "-c:a aac", "aac"}, std::tuple{"clip.ts", "-c:a aac", "aac"},
        std::tuple{"clip.flv", "-c:v flv -c:a libmp3lame", "mp3"},
        std::tuple{"clip.mkv", "-c:a libopus", "opus"}}) {
    again(clip_with_sound(file, codec));
    EXPECT_EQ(sound_codec(out_), name) << file;
    EXPECT_NEAR(duration(out_), 2.0, 1e-3) << file;
    EXPECT_NEAR(duration(out_, "a"), 2.0, 0.06) << file;
    EXPECT_NEAR(onset(out_), 1.0, 0.01) << file;
  }
}

TEST_F(ClipWriterTest, OtherSoundIsLeftOutWithAWarning) {
  for (const auto& [file, codec, name] : {std::tuple{"clip.avi", "-c:a pcm_s16le", "pcm_s16le"},
                                          std::tuple{"clip.mkv", "-c:a libvorbis", "vorbis"}}) {
    ClipWriterOptions options;
    options.sound = clip_with_sound(file, codec);
    ClipWriter writer(out_, options);
    writer.add(picture(1), 0);
    writer.finish(0);
    EXPECT_THAT(writer.warnings(), ::testing::ElementsAre(::testing::AllOf(
                                       StartsWith("without sound: "), ::testing::HasSubstr(name),
                                       ::testing::HasSubstr("-c:a aac"))));
    EXPECT_EQ(sound_codec(out_), "") << codec;
  }
}

TEST_F(ClipWriterTest, SoundIsCutAsThePicturesAre) {
  ClipOptions part;
  part.start = 0.6;
  part.end = 1.4;
  for (const char* codec : {"-c:a aac", "-c:a libopus"}) {
    again(clip_with_sound("clip.mkv", codec), part);
    EXPECT_THAT(watch(out_).frames, SizeIs(20)) << codec;
    EXPECT_NEAR(duration(out_), 0.8, 1e-3) << codec;
    EXPECT_NEAR(std::stod(ffprobe("-show_entries format=duration", out_)), 0.8, 0.04) << codec;
    EXPECT_NEAR(onset(out_), 0.4, 0.01) << codec;
  }
}

TEST_F(ClipWriterTest, AClipWithoutSoundIsNothingToWarnOf) {
  ffmpeg(numbered(0.2) + "-c:v mpeg4", dir_ / "silent.avi");
  again(dir_ / "silent.avi");
  EXPECT_EQ(sound_codec(out_), "");
}

TEST_F(ClipWriterTest, SoundThatCannotBeReadIsAWarning) {
  ClipWriterOptions options;
  options.sound = dir_ / "missing.mp4";
  ClipWriter writer(out_, options);
  writer.add(picture(1), 0);
  writer.finish(0);
  EXPECT_THAT(writer.warnings(), ::testing::ElementsAre(StartsWith("without sound: ")));
  EXPECT_THAT(watch(out_).frames, SizeIs(1));
}

TEST_F(ClipWriterTest, WhatCannotBeWrittenIsNamedAndLeavesNothing) {
  const fs::path missing = dir_ / "missing" / "out.mp4";
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { ClipWriter(missing, {}); }),
              AllOf(StartsWith(missing.string()), HasSubstr("No such file or directory")));
  write_bytes(out_, "old");
  {
    ClipWriter writer(out_, {});
    writer.add(picture(1), 0);
  }
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { ClipWriter(out_, {}).finish(0); }),
              HasSubstr("no picture"));
  EXPECT_EQ(read_bytes(out_), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(ClipWriterTest, AFullDiskIsAnErrorAndLeavesTheOldFile) {
  write_bytes(out_, "old");
  const FileSizeLimit full(20000);
  const auto fill = [&] {
    ClipWriter writer(out_, {});
    cv::Mat noise(240, 320, CV_8UC3);
    for (int n = 0; n < 50; ++n) {
      cv::randu(noise, 0, 256);
      writer.add(noise, n / 25.0);
    }
    writer.finish(0);
  };
  EXPECT_THAT(error_of(ErrorKind::kOutput, fill),
              StartsWith(out_.string() + ": cannot be written"));
  EXPECT_EQ(read_bytes(out_), "old");
  EXPECT_EQ(files(), 1U);
}

TEST(ClipWriterOptionsTest, NonsenseIsNamed) {
  ClipWriterOptions options;
  options.crf = 52;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }), HasSubstr("crf"));
  options = {};
  options.max_width = -1;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }), HasSubstr("max_width"));
}

}  // namespace
}  // namespace emorec::testing
