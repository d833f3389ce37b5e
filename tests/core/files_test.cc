#include "emorec/core/files.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class FilesTest : public ::testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& item : std::filesystem::directory_iterator(dir_.path())) {
      all.push_back(item.path().filename());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  static auto text(const std::string& words) {
    return [words](std::ostream& out) { out << words; };
  }
  TempDir dir_;
};

TEST_F(FilesTest, ReplaceWritesAndOverwrites) {
  replace_file(dir_ / "a", text("first, and longer"));
  EXPECT_EQ(read_bytes(dir_ / "a"), "first, and longer");
  replace_file(dir_ / "a", text("second"));
  EXPECT_EQ(read_bytes(dir_ / "a"), "second");
  replace_file(dir_ / "a", [](std::ostream&) {});
  EXPECT_EQ(read_bytes(dir_ / "a"), "");
  EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(FilesTest, TheOldFileIsThereWhileTheNewOneIsWritten) {
  write_bytes(dir_ / "a", "old");
  replace_file(dir_ / "a", [&](std::ostream& out) {
    out << "new" << std::flush;
    EXPECT_EQ(read_bytes(dir_ / "a"), "old");
  });
  EXPECT_EQ(read_bytes(dir_ / "a"), "new");
}

TEST_F(FilesTest, AWriterThatThrowsLeavesTheOldFileAndNothingElse) {
  write_bytes(dir_ / "a", "old");
  const auto half = [](std::ostream& out) {
    out << "half";
    throw std::runtime_error("the writer's own reason");
  };
  EXPECT_THROW(replace_file(dir_ / "a", half), std::runtime_error);
  EXPECT_EQ(read_bytes(dir_ / "a"), "old");
  EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(FilesTest, AStreamThatFailsLeavesTheOldFileAndNothingElse) {
  write_bytes(dir_ / "a", "old");
  const auto failing = [](std::ostream& out) { out.setstate(std::ios::badbit); };
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { replace_file(dir_ / "a", failing); }),
              HasSubstr((dir_ / "a").string()));
  EXPECT_EQ(read_bytes(dir_ / "a"), "old");
  EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(FilesTest, APlaceThatCannotBeWrittenIsNamedWithTheReason) {
  write_bytes(dir_ / "file", "");
  std::filesystem::create_directory(dir_ / "folder");
  struct {
    std::filesystem::path path;
    const char* reason;
  } const cases[] = {{dir_ / "file" / "a", "Not a directory"},
                     {dir_ / "missing" / "a", "No such file or directory"},
                     {dir_ / std::string(300, 'x'), "File name too long"},
                     {dir_ / "folder", "Is a directory"}};
  for (const auto& [path, reason] : cases) {
    EXPECT_THAT(error_of(ErrorKind::kOutput, [p = path] { replace_file(p, text("new")); }),
                AllOf(StartsWith(path.string()), HasSubstr(reason)));
  }
  EXPECT_THAT(names(), ElementsAre("file", "folder"));
}

TEST_F(FilesTest, AReplacementTakesItsPlaceOnlyWhenCommitted) {
  write_bytes(dir_ / "a", "old");
  {
    const Replacement dropped(dir_ / "a");
    write_bytes(dropped.path(), "new");
  }
  EXPECT_EQ(read_bytes(dir_ / "a"), "old");
  Replacement kept(dir_ / "a");
  write_bytes(kept.path(), "new");
  kept.commit();
  EXPECT_EQ(read_bytes(dir_ / "a"), "new");
  EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(FilesTest, AFolderReplacesOnlyAnEmptyOne) {
  std::filesystem::create_directory(dir_ / "a");
  for (const auto& target : {dir_ / "a" / "", dir_ / "b" / ""}) {
    Replacement folder(target);
    std::filesystem::create_directory(folder.path());
    write_bytes(folder.path() / "file", "text");
    folder.commit();
    EXPECT_EQ(read_bytes(target / "file"), "text");
  }
  Replacement second(dir_ / "a");
  std::filesystem::create_directory(second.path());
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { second.commit(); }),
              AllOf(StartsWith((dir_ / "a").string()), HasSubstr("not empty")));
}

TEST_F(FilesTest, WhatCannotBeWrittenIsKnownBeforehand) {
  EXPECT_NO_THROW(require_writable(dir_ / "a"));
  EXPECT_THAT(names(), ElementsAre());
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { require_writable(dir_ / "missing" / "a"); }),
              HasSubstr("No such file or directory"));
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { require_writable(dir_.path()); }),
              HasSubstr("Is a directory"));
}

// The examples of FIPS 180-2, appendix B.
TEST_F(FilesTest, Sha256OfKnownTexts) {
  const std::pair<std::string, const char*> vectors[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1000000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}};
  for (const auto& [words, expected] : vectors) {
    write_bytes(dir_ / "a", words);
    EXPECT_EQ(sha256_of_file(dir_ / "a"), expected);
  }
}

TEST_F(FilesTest, Sha256OfWhatIsNoFile) {
  for (const auto& path : {dir_ / "missing", dir_.path()}) {
    EXPECT_THAT(error_of(ErrorKind::kInput, [&] { sha256_of_file(path); }),
                StartsWith(path.string()));
  }
}

}  // namespace
}  // namespace emorec::testing
