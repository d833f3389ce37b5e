// Clips as snippets: which frames, in how many of the clip's, and what is leapt over.
#include "emorec/media/snippets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clips.h"
#include "support/errors.h"
#include "support/paths.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Read {
  std::vector<Snippet> snippets;
  std::int64_t decoded = 0;
  ClipInfo info;
  std::vector<std::string> warnings;

  std::vector<std::int64_t> indices() const {
    std::vector<std::int64_t> all;
    for (const auto& [before, middle, after] : snippets) {
      all.insert(all.end(), {before.index, middle.index, after.index});
    }
    return all;
  }
};

Read read(const std::filesystem::path& path, int count, ClipOptions options = {}) {
  options.snippets = count;
  const auto clip = ClipSource::open(path, options);
  SnippetReader reader(*clip);
  Read all;
  for (Snippet snippet; reader.next(snippet);) all.snippets.push_back(snippet);
  all.decoded = clip->decoded();
  all.info = clip->info();
  all.warnings = clip->warnings();
  return all;
}

class SnippetTest : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  TempDir dir_;
};

TEST_F(SnippetTest, AreTheMiddlesOfEqualParts) {
  const auto path = dir_ / "clip.mp4";
  ffmpeg(numbered(2.0) + "-c:v libx264 -bf 3", path);
  const Read clip = read(path, 4);  // the clip has 50 frames
  EXPECT_THAT(clip.indices(), ElementsAre(4, 6, 8, 16, 18, 20, 29, 31, 33, 41, 43, 45));
  for (const auto& snippet : clip.snippets) {
    for (const Frame* frame : {&snippet.before, &snippet.middle, &snippet.after}) {
      EXPECT_EQ(number_of(*frame), frame->index % 25);
      EXPECT_NEAR(frame->time, static_cast<double>(frame->index) / 25.0, 1e-3);
    }
  }
  EXPECT_THAT(clip.warnings, IsEmpty());
  EXPECT_NEAR(clip.info.duration, 2.0, 0.05);
}

TEST_F(SnippetTest, OfAShortClipOverlap) {
  const auto path = dir_ / "clip.mp4";
  ffmpeg(numbered(0.2) + "-c:v libx264", path);
  EXPECT_THAT(read(path, 12).indices(), ElementsAre(0, 0, 2, 0, 1, 3, 0, 2, 4, 1, 3, 4, 2, 4, 4));
}

TEST_F(SnippetTest, LeaveOutWhatLiesBetweenKeyFrames) {
  const auto path = dir_ / "clip.mp4";
  ffmpeg(numbered(40.0) + "-c:v libx264 -g 25 -bf 2", path);
  const Read all = read(path, 4);
  EXPECT_THAT(all.snippets, SizeIs(4));
  for (const auto& snippet : all.snippets) {
    EXPECT_EQ(number_of(snippet.middle), snippet.middle.index % 25);
    EXPECT_EQ(number_of(snippet.after), snippet.after.index % 25);
    EXPECT_EQ(snippet.middle.index - snippet.before.index, 2);
  }
  EXPECT_LT(all.decoded, 300);  // the clip has 1000
  EXPECT_NEAR(all.info.duration, 40.0, 0.05);
}

TEST_F(SnippetTest, AreTheSameInEveryContainer) {
  const auto clip = dir_ / "clip.mp4";
  ffmpeg(numbered(12.0) + "-c:v libx264 -g 25", clip);
  const Read expected = read(clip, 3);
  ASSERT_THAT(expected.snippets, SizeIs(3));
  for (const char* name : {"clip.ts", "clip.mkv", "clip.flv", "clip.avi"}) {
    ffmpeg(input(clip) + " -c copy", dir_ / name);
    const Read copy = read(dir_ / name, 3);
    EXPECT_EQ(copy.indices(), expected.indices()) << name;
    for (const auto& snippet : copy.snippets) {
      EXPECT_EQ(number_of(snippet.middle), snippet.middle.index % 25) << name;
    }
  }
}

TEST_F(SnippetTest, OfAStillAndOfAFolderOfImages) {
  ffmpeg(numbered(0.4) + "-start_number 0", dir_ / "frame%02d.png");
  const Read folder = read(dir_ / "", 2);
  EXPECT_THAT(folder.indices(), ElementsAre(0, 2, 4, 5, 7, 9));
  EXPECT_THAT(read(dir_ / "frame03.png", 12).indices(), ElementsAre(0, 0, 0));
}

TEST_F(SnippetTest, KeepToTheIntervalThatIsAskedFor) {
  const auto path = dir_ / "clip.mp4";
  ffmpeg(numbered(20.0) + "-c:v libx264 -g 25", path);
  ClipOptions options;
  options.start = 12;
  options.end = 14;
  const Read clip = read(path, 2, options);
  EXPECT_THAT(clip.indices(), ElementsAre(310, 312, 314, 335, 337, 339));
  EXPECT_EQ(number_of(clip.snippets.front().middle), 312 % 25);
}

TEST_F(SnippetTest, DoNotGoWithAnotherChoiceOfFrames) {
  ClipOptions options;
  options.snippets = 3;
  options.max_frames = 3;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }),
              ::testing::HasSubstr("snippets"));
}

}  // namespace
}  // namespace emorec::testing
