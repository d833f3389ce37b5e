// Sources that are taken as they come. What needs another program at the other end is in
// tests/cli/watch_test.cc.
#include "emorec/media/live_source.h"

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/ffmpeg.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LiveSourceTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  /// 40 frames, 20 a second.
  std::string clip() {
    const auto file = folder_ / "clip.ts";
    ffmpeg("-f lavfi -i testsrc=size=64x48:rate=20:duration=2 -c:v libx264", file);
    return file.string();
  }

  TempDir folder_;
  CancelToken cancel_;
};

std::vector<double> times_of(LiveSource& source) {
  std::vector<double> times;
  for (Frame frame; source.next(frame); frame = {}) times.push_back(frame.time);
  return times;
}

TEST_F(LiveSourceTest, AFileIsGivenWholeUnlessItIsPlayed) {
  const auto source = LiveSource::open(clip(), {}, cancel_);
  const auto times = times_of(*source);
  ASSERT_EQ(times.size(), 40U);
  EXPECT_NEAR(times.back(), 1.95, 1e-3);
  EXPECT_EQ(source->counts().given, 40);
  EXPECT_EQ(source->counts().dropped, 0);
}

TEST_F(LiveSourceTest, OfAFilePlayedTooFastFramesAreDroppedAndTheNewestIsNot) {
  LiveOptions options;
  options.pace = 1000;
  options.oldest = 1e-3;
  const auto source = LiveSource::open(clip(), options, cancel_);
  const auto times = times_of(*source);
  ASSERT_FALSE(times.empty());
  EXPECT_NEAR(times.back(), 1.95, 1e-3);
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GT(times[i], times[i - 1]);
  const LiveCounts counts = source->counts();
  EXPECT_EQ(counts.given, static_cast<std::int64_t>(times.size()));
  EXPECT_EQ(counts.given + counts.dropped, 40);
}

TEST_F(LiveSourceTest, StoppingEndsIt) {
  LiveOptions options;
  options.pace = 1e-3;  // its second frame is due in 50 s
  const auto source = LiveSource::open(clip(), options, cancel_);
  Frame frame;
  ASSERT_TRUE(source->next(frame));
  cancel_.request();
  EXPECT_FALSE(source->next(frame));
}

TEST_F(LiveSourceTest, WhoeverHasEnoughNeedNotWaitForTheEnd) {
  LiveOptions options;
  options.pace = 1e-3;
  const auto source = LiveSource::open(clip(), options, cancel_);
  Frame frame;
  ASSERT_TRUE(source->next(frame));
}

TEST_F(LiveSourceTest, PlaylistsAndAddressesOfOtherKindsAreRefused) {
  const std::string secret = (folder_ / "secret.ts").string();
  std::ofstream(folder_ / "list.m3u8") << "#EXTM3U\n#EXTINF:2,\n" << clip() << "\n";
  for (const char* scheme : {"file://", "concat://", "ftp://", "subfile://", "data://"}) {
    EXPECT_THAT(
        error_of(ErrorKind::kUsage, [&] { LiveSource::open(scheme + secret, {}, cancel_); }),
        HasSubstr("cannot be watched"))
        << scheme;
  }
  EXPECT_THAT(error_of(ErrorKind::kInput,
                       [&] { LiveSource::open((folder_ / "list.m3u8").string(), {}, cancel_); }),
              HasSubstr("not a video"));
}

TEST(ShownSource, HasNeitherPasswordNorKey) {
  EXPECT_EQ(shown_source("rtsp://me:secret@camera:8554/1?key=2#3"), "rtsp://camera:8554/1");
  EXPECT_EQ(shown_source("http://a@b@host"), "http://host");
  EXPECT_EQ(shown_source("http://host/me@home"), "http://host/me@home");
  EXPECT_EQ(shown_source("a?b@c.mp4"), "a?b@c.mp4");
  EXPECT_EQ(shown_source("-"), "-");
}

TEST_F(LiveSourceTest, AnAddressWhereNobodyIsIsAnErrorWithoutItsPassword) {
  const std::string message = error_of(ErrorKind::kInput, [&] {
    LiveSource::open("http://me:secret@127.0.0.1:1/a.ts", {}, cancel_);
  });
  EXPECT_THAT(message, HasSubstr("http://127.0.0.1:1/a.ts: cannot be opened"));
  EXPECT_THAT(message, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace emorec::testing
