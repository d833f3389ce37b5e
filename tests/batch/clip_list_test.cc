#include "emorec/batch/clip_list.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ClipListTest : public ::testing::Test {
 protected:
  void touch(const std::string& name, const std::string& bytes = "x") {
    fs::create_directories((dir_ / name).parent_path());
    write_bytes(dir_ / name, bytes);
  }

  /// Relative to the folder.
  std::vector<std::string> names(const ClipList& clips) const {
    std::vector<std::string> names;
    for (const auto& clip : clips) names.push_back(clip.path.lexically_relative(dir_.path()));
    return names;
  }

  TempDir dir_;
};

TEST_F(ClipListTest, FolderIsSearchedForClipsInByteOrder) {
  for (const char* name : {"b.mp4", "a/z.MKV", "a.avi", "B.jpg", "\xc3\xa4.webm", "a/b/c.png"}) {
    touch(name);
  }
  for (const char* name : {"notes.txt", "labels.csv", "mp4", ".hidden.mp4", ".cache/d.mp4"}) {
    touch(name);
  }
  EXPECT_THAT(names(find_clips(dir_.path()).clips),
              ElementsAre("B.jpg", "a.avi", "a/b/c.png", "a/z.MKV", "b.mp4", "\xc3\xa4.webm"));
}

TEST_F(ClipListTest, WhatIsNoClipIsNamed) {
  for (const char* name : {"b.txt", "a/notes.md", "a/speech.wav", "c"}) touch(name, "words");
  for (const char* name : {".hidden.txt", ".cache/notes.txt", "a.mp4"}) touch(name);
  const FoundClips found = find_clips(dir_.path());
  EXPECT_THAT(names(found.clips), ElementsAre("a.mp4"));
  EXPECT_THAT(found.passed_over,
              ElementsAre(dir_ / "a/notes.md", dir_ / "a/speech.wav", dir_ / "b.txt", dir_ / "c"));
}

TEST_F(ClipListTest, ContentsDecideWhereTheEndingIsUnknown) {
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0", 29);
  for (const char* name : {"frame.0001", "picture", "a.PICTURE"}) touch(name, png);
  touch("words.0001", "words");
  const FoundClips found = find_clips(dir_.path());
  EXPECT_THAT(names(found.clips), ElementsAre("a.PICTURE", "frame.0001", "picture"));
  EXPECT_THAT(found.passed_over, ElementsAre(dir_ / "words.0001"));
}

TEST_F(ClipListTest, LinksAreFollowedButNotInCircles) {
  touch("real/a.mp4");
  fs::create_directory_symlink(dir_.path(), dir_ / "real/up");
  fs::create_directory_symlink(dir_ / "real", dir_ / "twin");
  fs::create_symlink(dir_ / "nowhere", dir_ / "broken.mp4");
  EXPECT_THAT(names(find_clips(dir_.path()).clips),
              ElementsAre("broken.mp4", "real/a.mp4", "twin/a.mp4"));
}

TEST_F(ClipListTest, SizeAndTimeOfAFileAreKept) {
  touch("a.mp4", "12345");
  const auto clip = find_clips(dir_.path()).clips.at(0);
  EXPECT_EQ(clip.size, 5U);
  EXPECT_GT(clip.modified_ns, 1'000'000'000'000'000'000);
}

TEST_F(ClipListTest, ListTakesEverythingAsNamed) {
  touch("clip.dat", "123");
  touch("frames/1.png", "12");
  touch("frames/2.png", "1234");
  std::istringstream text("# clips\n" + (dir_ / "missing.mp4").string() + "\r\n\n" +
                          (dir_ / "frames").string() + "\n" + (dir_ / "clip.dat").string() + "\n" +
                          (dir_ / "clip.dat").string());
  const auto clips = read_clip_list(text, "list");
  EXPECT_THAT(names(clips), ElementsAre("clip.dat", "frames", "missing.mp4"));
  EXPECT_EQ(clips[0].size, 3U);
  EXPECT_EQ(clips[1].size, 6U);
  EXPECT_EQ(clips[2].size, 0U);
}

TEST_F(ClipListTest, ListTakesNamesAsResultsSpellThem) {
  touch("caf\xE9.mp4", "123");
  std::istringstream text((dir_ / "caf\\xe9.mp4").string() + "\n" +
                          (dir_ / "caf\xE9.mp4").string() + "\n");
  const auto clips = read_clip_list(text, "list");
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].path, dir_ / "caf\xE9.mp4");
}

TEST_F(ClipListTest, AVideoIsNotAList) {
  std::istringstream text(std::string("ftyp\0\0mp42", 10));
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_clip_list(text, "clip.mp4"); }),
              HasSubstr("clip.mp4: not a list"));
}

TEST_F(ClipListTest, MissingFolderIsAnError) {
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { find_clips(dir_ / "nowhere"); }),
              HasSubstr("nowhere"));
}

TEST_F(ClipListTest, DigestTellsPathsAndSizesApart) {
  const ClipList clips = {{"a", 1, 5}, {"b", 2, 6}};
  EXPECT_EQ(digest_of(clips), digest_of({{"a", 1, 7}, {"b", 2, 8}}));
  EXPECT_NE(digest_of(clips), digest_of({{"a", 2, 5}, {"b", 1, 6}}));
  EXPECT_NE(digest_of(clips), digest_of({{"a", 1, 5}}));
  EXPECT_NE(digest_of(clips), digest_of({{"a", 1, 5}, {"c", 2, 6}}));
}

}  // namespace
}  // namespace emorec::testing
